package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer
import java.nio.ByteOrder

/**
 * `PixelFormat.RGBA_8888` as a camera delivers it: red, green, blue, alpha bytes, rows of any stride. Alpha is dropped.
 *
 * The buffer is read by index alone: it is the camera's, and may be read-only, and its position is not ours to move.
 */
class RgbaFrame : Frame() {
    private var buffer: ByteBuffer = ByteBuffer.allocate(0)
    private var rowStride = 0

    /**
     * Says where the pixels are; [place] comes next.
     *
     * @param rowStride bytes from one row to the next: 4 x width or more.
     */
    fun wrap(buffer: ByteBuffer, rowStride: Int) {
        this.buffer = buffer
        this.rowStride = rowStride
    }

    override fun checkFits(right: Int, bottom: Int) {
        require(right * PIXEL <= rowStride) { "rows of $rowStride bytes do not hold $right pixels" }
        // The last row may end with its last pixel.
        val needed = (bottom - 1L) * rowStride + right.toLong() * PIXEL
        require(needed <= buffer.limit()) { "the buffer has ${buffer.limit()} bytes, not $needed" }
    }

    override fun read(x: Int, y: Int, dx: Int, dy: Int, count: Int, into: IntArray) {
        val start = y * rowStride + x * PIXEL
        val step = dy * rowStride + dx * PIXEL
        if (buffer.order() == ByteOrder.LITTLE_ENDIAN) {
            little(start, step, count, into)
        } else {
            big(start, step, count, into)
        }
    }

    private fun little(start: Int, step: Int, count: Int, into: IntArray) {
        val pixels = buffer
        var from = start
        var to = 0
        repeat(count) {
            val pixel = pixels.getInt(from)
            into[to] = pixel and BYTE
            into[to + 1] = pixel ushr 8 and BYTE
            into[to + 2] = pixel ushr 16 and BYTE
            from += step
            to += 3
        }
    }

    private fun big(start: Int, step: Int, count: Int, into: IntArray) {
        val pixels = buffer
        var from = start
        var to = 0
        repeat(count) {
            val pixel = pixels.getInt(from)
            into[to] = pixel ushr 24
            into[to + 1] = pixel ushr 16 and BYTE
            into[to + 2] = pixel ushr 8 and BYTE
            from += step
            to += 3
        }
    }

    private companion object {
        const val PIXEL = 4
        const val BYTE = 0xFF
    }
}
