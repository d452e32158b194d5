package org.mobilekit.demo.ui

/** @property best the best guesses, best first, three at most. */
data class Answer(val best: List<Guess>)

/** @property score 0 to 1. */
data class Guess(val label: String, val score: Float)

/**
 * @property framesPerSecond over the last second.
 * @property dropped frames that came while the last one was still worked on.
 * @property throttled whether these were taken while the device held itself back.
 */
data class Figures(
    val stages: List<StageTimes>,
    val framesPerSecond: Double,
    val dropped: Long,
    val thermal: Thermal,
    val throttled: Boolean,
)

/** Nanoseconds, by nearest rank over [n] samples. */
data class StageTimes(val stage: Stage, val p50: Long, val p90: Long, val p99: Long, val n: Int)

/** What is timed apart. */
enum class Stage { PREPROCESS, INFERENCE, POSTPROCESS, FRAME_TO_RESULT }

/** How warm the device says it is, by the device report's names. */
enum class Thermal { NOMINAL, LIGHT, MODERATE, SEVERE, CRITICAL, UNKNOWN }

/** Where a benchmark is. */
sealed interface BenchmarkRun {
    /** @property gate why it cannot start, or null. */
    data class Idle(val gate: Gated.Why?) : BenchmarkRun

    data class Running(val done: Int, val total: Int, val warmingUp: Boolean) : BenchmarkRun

    /**
     * @property load nanoseconds to load and compile, cold.
     * @property first nanoseconds of the first inference.
     */
    data class Done(
        val load: Long,
        val first: Long,
        val warmups: Int,
        val stages: List<StageTimes>,
        val histogram: Histogram,
        val thermal: Thermal,
    ) : BenchmarkRun
}

/** Inference times: [counts] of equally wide bins from [from] to [to] nanoseconds. */
data class Histogram(val from: Long, val to: Long, val counts: List<Int>)

/** @property other the second delegate; the first is the one in use. */
data class Comparison(val other: String?, val first: Side?, val second: Side?, val running: Boolean)

/** One of two delegates. */
data class Side(val delegate: DelegateChoice, val answer: Gated<Answer>, val inference: Gated<StageTimes>)

/** Pixels as the network got them, before normalising: [rgb] holds 0xRRGGBB, row by row. */
class Pixels(val width: Int, val height: Int, val rgb: IntArray) {
    init {
        require(rgb.size == width * height) { "${rgb.size} pixels are not $width x $height" }
    }
}
