package org.mobilekit.demo.core.check

/** What a self-check found, by the contract's names; the first that holds. */
enum class Verdict {
    /** Another delegate ran than the one asked for, whatever it answered. */
    FELL_BACK,

    /** Some golden image gives another first class. */
    WRONG,

    /** The first class is right everywhere, some score is off by more than the tolerance. */
    DRIFT,

    /** Every golden image gives the reference's answer, within the tolerance. */
    PASS,
}

/**
 * One golden image.
 *
 * @property expected the reference's first class.
 * @property top1 the first class as it came out. A network with one output: 0 where it answers as the reference does.
 * @property maxAbsDifference from the reference outputs; [NOT_FINITE] where an output is not finite.
 */
data class CheckedImage(val path: String, val expected: Int, val top1: Int, val maxAbsDifference: Double) {
    val isRight: Boolean get() = top1 == expected

    companion object {
        /** The contract's stand-in for a difference that is none. */
        const val NOT_FINITE = 1e30
    }
}

/**
 * What a self-check found.
 *
 * @property delegate what was asked for.
 * @property ranOn what ran.
 * @property reason empty for [Verdict.PASS], else a sentence.
 * @property tolerance of the rung that was asked for.
 */
data class CheckResult(
    val variant: String,
    val delegate: String,
    val ranOn: String,
    val verdict: Verdict,
    val reason: String,
    val tolerance: Double,
    val images: List<CheckedImage>,
) {
    /** Whether answers and a latency may be shown: those of what ran, which is [ranOn]. */
    val answersAreRight: Boolean get() = images.all { it.isRight }

    /** The largest difference of any image. */
    val largestDifference: Double get() = images.maxOf { it.maxAbsDifference }
}
