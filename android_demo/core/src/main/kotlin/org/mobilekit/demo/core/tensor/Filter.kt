package org.mobilekit.demo.core.tensor

import kotlin.math.abs

/**
 * One pass of Pillow's antialiased bilinear resize along a line: which pixels each value takes, and how much of each.
 *
 * A pass over the whole of a line of the same size comes out as one pixel with the whole weight, so skipping it, as
 * the contract says, changes nothing.
 *
 * @property first of each value, the first pixel.
 * @property count of each value, how many pixels.
 * @property weights of each value, [most] integers of which [count] are used; 2^22 is one.
 */
internal class Filter private constructor(
    val first: IntArray,
    val count: IntArray,
    val weights: IntArray,
    val most: Int,
) {
    /** The first pixel that any value takes. Centres go up, so it is the first value's. */
    val begin: Int get() = first.first()

    /** The first pixel that no value takes any more. */
    val end: Int get() = first.last() + count.last()

    companion object {
        /** Bits of a weight's fraction. */
        const val SHIFT = 22

        /** What a sum begins with, so that the shift rounds to nearest. */
        const val HALF = 1 shl 21
        private const val ONE = (1 shl SHIFT).toDouble()

        /**
         * @param length pixels in the line.
         * @param from where the box begins, pixels.
         * @param to where the box ends, pixels.
         * @param values how many come out.
         */
        fun of(length: Int, from: Int, to: Int, values: Int): Filter {
            // The subtraction is in float32, all that follows in double: contract/README.md, "One pass".
            val scale = (to.toFloat() - from.toFloat()).toDouble() / values
            val support = maxOf(scale, 1.0)
            val most = minOf(length, 2 * (support + 1).toInt() + 1)
            val filter = Filter(IntArray(values), IntArray(values), IntArray(values * most), most)
            for (index in 0 until values) {
                filter.fill(index, from.toFloat().toDouble() + (index + 0.5) * scale, support, length)
            }
            return filter
        }
    }

    private fun fill(index: Int, centre: Double, support: Double, length: Int) {
        val low = maxOf(0, (centre - support + 0.5).toInt())
        val high = minOf(length, (centre + support + 0.5).toInt())
        val inverse = 1.0 / support
        var sum = 0.0
        for (x in low until high) sum += weight(x, centre, inverse)
        for (x in low until high) {
            val share = weight(x, centre, inverse) / sum
            weights[index * most + x - low] = (0.5 + share * ONE).toInt()
        }
        first[index] = low
        count[index] = high - low
    }

    private fun weight(x: Int, centre: Double, inverse: Double): Double {
        val distance = abs((x - centre + 0.5) * inverse)
        return if (distance < 1.0) 1.0 - distance else 0.0
    }
}
