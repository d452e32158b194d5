package org.mobilekit.demo.core.tensor

import org.mobilekit.demo.core.manifest.Preprocessing

/** Takes the rows of the finished picture, top to bottom. */
internal fun interface RowSink {
    /** @param values red, green, blue of each pixel of row [y], 0..255; the array is used again. */
    fun row(y: Int, values: IntArray)
}

/**
 * Rotate, crop and resize in one go: columns of the frame are read once each, turned as they are read, and only those
 * that the filter takes. Everything is integers, to the bit those of the contract.
 *
 * Buffers are kept from frame to frame, and made anew only where the picture's size changes.
 */
internal class Resampler(private val rule: Preprocessing) {
    private var plan: Plan? = null

    fun run(frame: Frame, sink: RowSink) {
        var current = plan
        if (current == null || current.width != frame.width || current.height != frame.height) {
            current = Plan(frame.width, frame.height, rule)
            plan = current
        }
        current.across(frame)
        current.down(sink)
    }

    private class Plan(val width: Int, val height: Int, rule: Preprocessing) {
        private val values = rule.size.width
        private val box = CropBox.of(height, width, rule.size, rule.cropFraction)
        private val across = Filter.of(width, box.x0, box.x1, values)
        private val down = Filter.of(height, box.y0, box.y1, rule.size.height)
        private val firstRow = down.begin
        private val rows = down.end - firstRow

        // As many source columns as one value takes, then used again: they stay in the nearest cache.
        private val columns = Array(across.most) { IntArray(rows * CHANNELS) }
        private val column = IntArray(rows * CHANNELS)
        private val middle = IntArray(rows * values * CHANNELS)
        private val row = IntArray(values * CHANNELS)

        /** The horizontal pass: [middle] has a row of values for each source row that the second pass takes. */
        fun across(frame: Frame) {
            var next = across.begin
            for (x in 0 until values) {
                val first = across.first[x]
                val end = first + across.count[x]
                next = maxOf(next, first)
                while (next < end) {
                    frame.column(next, firstRow, rows, columns[next % across.most])
                    next++
                }
                column.fill(Filter.HALF)
                for (tap in first until end) {
                    add(column, columns[tap % across.most], 0, across.weights[x * across.most + tap - first])
                }
                finish(column)
                scatter(x)
            }
        }

        private fun scatter(x: Int) {
            var to = x * CHANNELS
            var from = 0
            while (from < column.size) {
                middle[to] = column[from]
                middle[to + 1] = column[from + 1]
                middle[to + 2] = column[from + 2]
                from += CHANNELS
                to += values * CHANNELS
            }
        }

        fun down(sink: RowSink) {
            for (y in down.first.indices) {
                row.fill(Filter.HALF)
                for (tap in 0 until down.count[y]) {
                    val from = (down.first[y] + tap - firstRow) * row.size
                    add(row, middle, from, down.weights[y * down.most + tap])
                }
                finish(row)
                sink.row(y, row)
            }
        }
    }

    private companion object {
        const val CHANNELS = 3

        /** A plain loop, so that the compiler makes vector instructions of it. */
        fun add(sums: IntArray, values: IntArray, from: Int, weight: Int) {
            for (index in sums.indices) sums[index] += values[from + index] * weight
        }

        /** Sums to bytes. Weights are not negative, so the sums are not either. */
        fun finish(sums: IntArray) {
            for (index in sums.indices) sums[index] = minOf(sums[index] shr Filter.SHIFT, 0xFF)
        }
    }
}
