package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer

/**
 * `ImageFormat.YUV_420_888`: a plane of luma, two of chroma with half the columns and rows, BT.601 full range.
 *
 * Planes may have any row stride; chroma samples may be one byte apart (planar) or two (interleaved, in either order:
 * V may then be the same memory as U, one byte on or back). Last rows may be short. Read by index alone.
 */
class YuvFrame : Frame() {
    /** @property pixelStride bytes from one sample to the next. @property rowStride from one row to the next. */
    class Plane {
        internal var buffer: ByteBuffer = ByteBuffer.allocate(0)
        internal var rowStride = 0
        internal var pixelStride = 1

        fun wrap(buffer: ByteBuffer, rowStride: Int, pixelStride: Int) {
            this.buffer = buffer
            this.rowStride = rowStride
            this.pixelStride = pixelStride
        }

        internal fun checkHolds(columns: Int, rows: Int) {
            val width = (columns - 1L) * pixelStride + 1
            require(width <= rowStride || rows == 1) { "rows of $rowStride bytes do not hold $columns samples" }
            val needed = (rows - 1L) * rowStride + width
            require(needed <= buffer.limit()) { "the plane has ${buffer.limit()} bytes, not $needed" }
        }
    }

    val y = Plane()
    val u = Plane()
    val v = Plane()

    override fun checkFits(right: Int, bottom: Int) {
        y.checkHolds(right, bottom)
        u.checkHolds((right + 1) / 2, (bottom + 1) / 2)
        v.checkHolds((right + 1) / 2, (bottom + 1) / 2)
    }

    override fun read(x: Int, y: Int, dx: Int, dy: Int, count: Int, into: IntArray) {
        val luma = this.y
        var to = 0
        for (index in 0 until count) {
            val column = x + index * dx
            val row = y + index * dy
            val light = sample(luma, column, row) shl SHIFT
            val cb = sample(u, column shr 1, row shr 1) - CENTRE
            val cr = sample(v, column shr 1, row shr 1) - CENTRE
            into[to] = held(light + RED_V * cr)
            into[to + 1] = held(light - GREEN_U * cb - GREEN_V * cr)
            into[to + 2] = held(light + BLUE_U * cb)
            to += 3
        }
    }

    private fun sample(plane: Plane, column: Int, row: Int) =
        plane.buffer.get(row * plane.rowStride + column * plane.pixelStride).toInt() and 0xFF

    private fun held(sum: Int): Int {
        val value = sum + HALF shr SHIFT
        return if (value < 0) {
            0
        } else if (value > 0xFF) {
            0xFF
        } else {
            value
        }
    }

    /** BT.601 full range as JFIF has it (1.402, 0.344136, 0.714136, 1.772), times 2^16: the contract's integers. */
    private companion object {
        const val SHIFT = 16
        const val HALF = 1 shl 15
        const val CENTRE = 128
        const val RED_V = 91_881
        const val GREEN_U = 22_554
        const val GREEN_V = 46_802
        const val BLUE_U = 116_130
    }
}
