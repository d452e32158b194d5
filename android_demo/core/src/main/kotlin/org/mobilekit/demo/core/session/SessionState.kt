package org.mobilekit.demo.core.session

import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.measure.Figures
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.measure.ThermalPolicy
import org.mobilekit.demo.core.report.Finding

/** A file and the accelerator to run it on, by their names in the manifest. */
data class Choice(val variant: String, val delegate: String)

/**
 * What can be chosen.
 *
 * @property ladders variant to its delegates, both in the manifest's order.
 */
data class Offer(val identity: String, val model: String, val ladders: Map<String, List<String>>) {
    /** The first variant on its last rung, the CPU: the one that every device has. */
    val default: Choice
        get() = ladders.entries.first().let { (variant, delegates) -> Choice(variant, delegates.last()) }

    fun holds(choice: Choice): Boolean = choice.delegate in ladders[choice.variant].orEmpty()
}

/** One of the best classes. @property score its probability. */
data class Guess(val index: Int, val label: String, val score: Float)

/** Whether there is a camera to ask. */
enum class Camera { NOT_ASKED, DENIED, DENIED_FOR_GOOD, NONE, GRANTED }

/**
 * Where a session is:
 *
 * `Opening -> Refused | Compiling -> Failed | Checking -> Live <-> Frozen`, and `Live <-> Benchmarking`. Every other
 * choice leads back to `Compiling`, another bundle to `Opening`.
 */
sealed interface Phase {
    /** A bundle is being read. */
    data object Opening : Phase

    /** The bundle was not taken; what to say about it. */
    data class Refused(val sentence: String, val remedy: String) : Phase

    /** An engine is being made. */
    data object Compiling : Phase

    /** No delegate from the chosen one down could be had. */
    data class Failed(val reason: String) : Phase

    /** The golden images are running. */
    data class Checking(val done: Int, val total: Int) : Phase

    /** Frames are classified, where a camera is. */
    data object Live : Phase

    /** One frame is held. */
    data object Frozen : Phase

    /** The protocol is running. */
    data class Benchmarking(val done: Int, val total: Int) : Phase
}

/**
 * All that a session is at one moment.
 *
 * @property number of the engine: what comes with another number is late and is ignored.
 * @property checks what every delegate's self-check found, as long as the bundle stays.
 * @property benchmarks what was measured, by choice; only of right answers.
 * @property answer of the last frame, best first.
 */
data class SessionState(
    val number: Long = 0,
    val phase: Phase = Phase.Opening,
    val offer: Offer? = null,
    val choice: Choice? = null,
    val checks: Map<Choice, CheckResult> = emptyMap(),
    val benchmarks: Map<Choice, Latency> = emptyMap(),
    val camera: Camera = Camera.NOT_ASKED,
    val thermal: Thermal = Thermal.UNKNOWN,
    val answer: List<Guess> = emptyList(),
    val figures: Figures? = null,
) {
    /** The self-check of what is chosen, or null before it is done. */
    val check: CheckResult? get() = choice?.let(checks::get)

    /** Whether answers and times of what is chosen may be shown: only once they were checked and are not wrong. */
    val numbersMayShow: Boolean get() = check?.answersAreRight == true

    /** Whether the camera should run. */
    val wantsCamera: Boolean
        get() = phase == Phase.Live && camera == Camera.GRANTED && ThermalPolicy.of(thermal).cameraOpen

    /** What a device report says of this session. */
    val findings: List<Finding> get() = checks.map { (choice, check) -> Finding(check, benchmarks[choice]) }
}
