package org.mobilekit.demo.core.measure

/** Times that may be told in one breath: another model, delegate or heat is another measurement. */
data class Conditions(val model: String, val delegate: String, val thermal: Thermal)

/**
 * @property stages those that were timed.
 * @property framesPerSecond answers, over the last few seconds' worth of samples; 0 before the second one.
 * @property dropped frames that came while another was in work.
 * @property lowPower whether the device saved power at any sample.
 */
data class Figures(
    val conditions: Conditions,
    val stages: Map<Stage, StageTimes>,
    val framesPerSecond: Double,
    val dropped: Long,
    val lowPower: Boolean,
)

/**
 * Live statistics. They begin anew whenever the conditions change, and whenever told so: a percentile over two
 * delegates is no percentile of either.
 *
 * One thread at a time.
 */
class LatencyRecorder(private var conditions: Conditions) {
    private val samples = Stage.entries.associateWith { Samples(WINDOW) }
    private val preprocess = samples.getValue(Stage.PREPROCESS)
    private val inference = samples.getValue(Stage.INFERENCE)
    private val postprocess = samples.getValue(Stage.POSTPROCESS)
    private val frameToResult = samples.getValue(Stage.FRAME_TO_RESULT)
    private val ends = LongArray(RATE_WINDOW)
    private var answers = 0L
    private var dropped = 0L
    private var lowPower = false

    /** Says under what conditions the next samples are taken. */
    fun setConditions(conditions: Conditions) {
        if (conditions == this.conditions) return
        this.conditions = conditions
        reset()
    }

    /** Forgets everything. */
    fun reset() {
        samples.values.forEach { it.clear() }
        answers = 0
        dropped = 0
        lowPower = false
    }

    /** One answered frame, nanoseconds; allocates nothing. @param end when the answer was there, by the clock. */
    fun add(preprocess: Long, inference: Long, postprocess: Long, frameToResult: Long, end: Long) {
        this.preprocess.add(preprocess)
        this.inference.add(inference)
        this.postprocess.add(postprocess)
        this.frameToResult.add(frameToResult)
        ends[(answers % RATE_WINDOW).toInt()] = end
        answers++
    }

    /** [count] frames came while another was in work. */
    fun drop(count: Long) {
        dropped += count
    }

    /** The device is saving power at this sample. */
    fun savesPower() {
        lowPower = true
    }

    fun figures(): Figures {
        val stages = samples.mapNotNull { (stage, times) -> times.times()?.let { stage to it } }.toMap()
        return Figures(conditions, stages, rate(), dropped, lowPower)
    }

    private fun rate(): Double {
        val known = minOf(answers, RATE_WINDOW.toLong())
        if (known < 2) return 0.0
        val newest = ends[((answers - 1) % RATE_WINDOW).toInt()]
        val oldest = ends[((answers - known) % RATE_WINDOW).toInt()]
        return if (newest > oldest) (known - 1) * SECOND / (newest - oldest) else 0.0
    }

    private companion object {
        const val WINDOW = 1000
        const val RATE_WINDOW = 30
        const val SECOND = 1e9
    }
}
