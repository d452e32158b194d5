package org.mobilekit.demo.core.measure

import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.tensor.Frame

/** What the device says of itself at a sample. */
interface DeviceState {
    val thermal: Thermal
    val savesPower: Boolean
}

/**
 * A benchmark's outcome, all times in nanoseconds.
 *
 * @property load to load and compile, cold; from whoever opened the engine.
 * @property first of the first inference.
 * @property inferences every timed one, sorted: what a histogram shows.
 * @property frameToResult null where no camera ran.
 * @property thermal the hottest of any sample.
 */
data class Latency(
    val load: Long,
    val first: Long,
    val warmups: Int,
    val preprocess: StageTimes,
    val inference: StageTimes,
    val postprocess: StageTimes,
    val frameToResult: StageTimes?,
    val framesDropped: Long,
    val thermal: Thermal,
    val lowPower: Boolean,
    val inferences: List<Long>,
)

/**
 * The contract's protocol: warm-ups thrown away, at least a hundred samples of each stage, nearest rank; all of it anew
 * where the device gets warmer or cooler on the way.
 *
 * Times come from the classifier, whose clock is injected.
 */
class Benchmark(private val device: DeviceState, private val warmups: Int = WARMUPS, private val runs: Int = RUNS) {
    init {
        require(warmups >= WARMUPS && runs >= RUNS) { "$warmups warm-ups and $runs runs are too few" }
    }

    /** Runs in all, where the device's heat stays as it is. */
    val total: Int get() = warmups + runs

    /**
     * Classifies [frames] in turn. Runs on the engine's thread.
     *
     * @param load nanoseconds that opening the engine took.
     * @param goOn told after each run how many count so far; false stops.
     * @return null where it was stopped, or where the device's heat would not stay as it is.
     */
    fun run(classifier: Classifier, frames: List<Frame>, load: Long, goOn: (Int) -> Boolean = { true }): Latency? {
        val round = Round(runs)
        var first = -1L
        var restarts = 0
        var index = 0
        while (round.count < total) {
            classifier.classify(frames[index++ % frames.size], IntArray(BEST))
            if (first < 0) first = classifier.inferenceTime
            if (!round.add(classifier, device, warmups)) restarts++
            if (restarts > MOST_RESTARTS || !goOn(round.count)) return null
        }
        return round.latency(load, first, warmups)
    }

    /** Samples under one and the same heat. */
    private class Round(runs: Int) {
        private val preprocess = Samples(runs)
        private val inference = Samples(runs)
        private val postprocess = Samples(runs)
        private var thermal: Thermal? = null
        private var lowPower = false

        /** Runs so far, warm-ups counted. */
        var count = 0
            private set

        /** @return false where another heat made it begin anew. */
        fun add(classifier: Classifier, device: DeviceState, warmups: Int): Boolean {
            val heat = device.thermal
            val same = thermal == null || heat == thermal
            if (!same) clear()
            thermal = heat
            count++
            if (count > warmups) {
                lowPower = lowPower || device.savesPower
                preprocess.add(classifier.preprocessTime)
                inference.add(classifier.inferenceTime)
                postprocess.add(classifier.postprocessTime)
            }
            return same
        }

        private fun clear() {
            count = 0
            lowPower = false
            listOf(preprocess, inference, postprocess).forEach { it.clear() }
        }

        fun latency(load: Long, first: Long, warmups: Int) = Latency(
            load = load,
            first = first,
            warmups = warmups,
            preprocess = checkNotNull(preprocess.times()),
            inference = checkNotNull(inference.times()),
            postprocess = checkNotNull(postprocess.times()),
            frameToResult = null,
            framesDropped = 0,
            thermal = thermal ?: Thermal.UNKNOWN,
            lowPower = lowPower,
            inferences = inference.sorted().toList(),
        )
    }

    companion object {
        /** The fewest warm-ups that the contract allows; the first inference is one of them. */
        const val WARMUPS = 10

        /** The fewest timed runs that the contract allows. */
        const val RUNS = 100
        private const val BEST = 3
        private const val MOST_RESTARTS = 20
    }
}
