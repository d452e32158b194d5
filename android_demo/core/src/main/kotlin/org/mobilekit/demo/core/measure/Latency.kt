package org.mobilekit.demo.core.measure

/** Nanoseconds of a clock that never goes back. */
fun interface Clock {
    fun nanoseconds(): Long
}

/** What is timed apart, by the contract. */
enum class Stage { PREPROCESS, INFERENCE, POSTPROCESS, FRAME_TO_RESULT }

/** Nearest-rank percentiles of [n] samples, nanoseconds. */
data class StageTimes(val p50: Long, val p90: Long, val p99: Long, val n: Int)

/** The last so many times of one stage. */
internal class Samples(private val most: Int) {
    private val times = LongArray(most)
    private var next = 0
    private var count = 0

    /** Allocates nothing: it is called for every frame. */
    fun add(time: Long) {
        times[next] = time
        next = (next + 1) % most
        if (count < most) count++
    }

    fun clear() {
        next = 0
        count = 0
    }

    fun sorted(): LongArray = times.copyOf(count).also { it.sort() }

    /** Percentiles, or null where nothing was timed. */
    fun times(): StageTimes? {
        val sorted = sorted()
        if (sorted.isEmpty()) return null
        return StageTimes(nearestRank(sorted, 50), nearestRank(sorted, 90), nearestRank(sorted, 99), sorted.size)
    }
}

/** The smallest of [sorted] that at least [percent] % of them do not exceed: the nearest-rank definition. */
fun nearestRank(sorted: LongArray, percent: Int): Long {
    // Rounded up in whole numbers: 0.9 x 10 is 9.000000000000002 in some orders of the products.
    val rank = (percent.toLong() * sorted.size + 99) / 100
    return sorted[maxOf(0L, rank - 1).toInt()]
}
