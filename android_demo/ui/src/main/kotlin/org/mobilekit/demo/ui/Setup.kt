package org.mobilekit.demo.ui

/**
 * What runs, and what could.
 *
 * @property bundle the bundle's identity: 64 hexadecimal digits.
 * @property crop what of the camera's picture goes into the network.
 * @property delegates of the chosen variant, best first and CPU last.
 */
data class Setup(
    val model: String,
    val bundle: String,
    val crop: Crop,
    val variants: List<VariantChoice>,
    val delegates: List<DelegateChoice>,
) {
    /** The delegate in use. */
    val delegate: DelegateChoice get() = delegates.first { it.chosen }

    /** Whether there is nothing below the delegate in use: it is the CPU. */
    val isOnLastRung: Boolean get() = delegates.last().chosen

    /** The variant in use. */
    val variant: VariantChoice get() = variants.first { it.chosen }
}

/**
 * The centre crop.
 *
 * @property fraction share of the limiting side that is kept.
 * @property ratio width of the network's input over its height.
 */
data class Crop(val fraction: Double, val ratio: Double)

/** @property id such as `tflite-int8`. */
data class VariantChoice(val id: String, val chosen: Boolean) {
    /** The recipe alone: every variant here is of one format. */
    val name: String get() = id.substringAfter('-').replace('_', ' ')
}

/** @property id such as `gpu`. */
data class DelegateChoice(val id: String, val chosen: Boolean, val check: Check) {
    /** As people write it: all of them are abbreviations. */
    val name: String get() = id.uppercase()
}

/** What is known of a delegate's answers. */
sealed interface Check {
    data object NotRun : Check

    /** @property done of [total] golden images. */
    data class Running(val done: Int, val total: Int) : Check

    /**
     * @property ranOn what ran: another delegate where the verdict is [Verdict.FELL_BACK].
     * @property reason empty for [Verdict.PASS], else a sentence.
     * @property tolerance largest difference from the reference that passes.
     */
    data class Done(
        val verdict: Verdict,
        val ranOn: String,
        val reason: String,
        val tolerance: Double,
        val images: List<CheckedImage>,
    ) : Check
}

/** The four outcomes of a self-check, by the contract's names. */
enum class Verdict { PASS, DRIFT, WRONG, FELL_BACK }

/**
 * @property expected label of the reference's first answer.
 * @property got label of the delegate's.
 * @property difference largest one from the reference outputs; infinite where an output is no number.
 */
data class CheckedImage(val name: String, val expected: String, val got: String, val difference: Double)

/** A value that is there only if the delegate's answers were checked: the screen cannot show what it is not given. */
sealed interface Gated<out T> {
    data class Open<T>(val value: T) : Gated<T>

    data class Withheld(val why: Why) : Gated<Nothing>

    /** Why there is no value yet, or none at all. */
    enum class Why { NOT_CHECKED, CHECKING, WRONG, MEASURING }
}
