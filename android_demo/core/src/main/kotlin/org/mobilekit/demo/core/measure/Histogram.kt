package org.mobilekit.demo.core.measure

/**
 * How often times fell where.
 *
 * @property from the least time, nanoseconds.
 * @property to the end of the last bin, nanoseconds.
 * @property counts of equally wide bins.
 */
data class Histogram(val from: Long, val to: Long, val counts: List<Int>) {
    companion object {
        /** Of [times], nanoseconds, in [bins] bins; every time is in one. */
        fun of(times: List<Long>, bins: Int): Histogram {
            require(times.isNotEmpty() && bins > 0) { "nothing to count" }
            val from = times.min()
            // One more than the largest, so that it falls into the last bin.
            val width = (times.max() - from) / bins + 1
            val counts = IntArray(bins)
            for (time in times) counts[((time - from) / width).toInt()]++
            return Histogram(from, from + width * bins, counts.toList())
        }
    }
}
