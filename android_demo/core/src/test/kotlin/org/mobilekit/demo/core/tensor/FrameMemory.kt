package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer
import org.mobilekit.demo.core.Pictures
import org.mobilekit.demo.core.bundle.Picture
import org.mobilekit.demo.core.int
import org.mobilekit.demo.core.ints
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.long
import org.mobilekit.demo.core.text

/** A frame of `frames.json` as a camera would hold it: `contract/README.md`, "Vectors". */
class FrameMemory(val row: JsonObject) {
    val layout = row.text("layout")
    val rule = PreprocessVectorTest.ruleOf(row)
    private val width = row.int("width")
    private val height = row.int("height")
    private val rowStride = row.int("row_stride")
    private val chromaStride = row.int("chroma_row_stride")

    /** One after the other, as `memory_sha256` takes them. */
    val buffers: List<ByteArray> by lazy { if (layout == "rgba") listOf(rgba()) else yuv() }

    /** The frame, ready to be read. @param buffer where the camera would have put these bytes. */
    fun frame(buffer: (ByteArray) -> ByteBuffer): Frame {
        val frame = if (layout == "rgba") {
            RgbaFrame().apply { wrap(buffer(buffers[0]), rowStride) }
        } else {
            yuvFrame(buffer)
        }
        val (left, top, right, bottom) = row.ints("crop")
        return frame.apply { place(left, top, right, bottom, row.int("rotation")) }
    }

    private fun yuvFrame(buffer: (ByteArray) -> ByteBuffer): YuvFrame {
        val frame = YuvFrame()
        frame.y.wrap(buffer(buffers[0]), rowStride, 1)
        if (layout == "planar") {
            frame.u.wrap(buffer(buffers[1]), chromaStride, 1)
            frame.v.wrap(buffer(buffers[2]), chromaStride, 1)
            return frame
        }
        // The same memory twice, one byte apart, as Android's planes are.
        val early = buffer(buffers[1].copyOf(buffers[1].size - 1))
        val late = buffer(buffers[1].copyOfRange(1, buffers[1].size))
        frame.u.wrap(if (layout == "uv") early else late, chromaStride, 2)
        frame.v.wrap(if (layout == "uv") late else early, chromaStride, 2)
        return frame
    }

    private fun rgba(): ByteArray {
        val picture = picture(width, height, 0)
        return padded(height, width * 4, rowStride) { y, byte ->
            val at = (y * width + byte / 4) * 3
            if (byte % 4 == 3) (255 - (picture.rgb[at].toInt() and 0xFF)).toByte() else picture.rgb[at + byte % 4]
        }
    }

    private fun yuv(): List<ByteArray> {
        val half = (width + 1) / 2
        val rows = (height + 1) / 2
        val luma = picture(width, height, 0)
        val chroma = picture(half, rows, 1)
        val planes = listOf(padded(height, width, rowStride) { y, x -> luma.rgb[(y * width + x) * 3] })
        if (layout == "planar") {
            return planes + (1..2).map { channel ->
                padded(rows, half, chromaStride) { y, x -> chroma.rgb[(y * half + x) * 3 + channel] }
            }
        }
        val first = if (layout == "uv") 1 else 2
        return planes + padded(rows, half * 2, chromaStride) { y, byte ->
            val channel = if (byte % 2 == 0) first else 3 - first
            chroma.rgb[(y * half + byte / 2) * 3 + channel]
        }
    }

    private fun picture(width: Int, height: Int, more: Int): Picture =
        Pictures.of(row.text("pattern"), width, height, row.long("seed").toUInt() + more.toUInt())

    private fun padded(rows: Int, used: Int, stride: Int, value: (Int, Int) -> Byte): ByteArray {
        val bytes = ByteArray((rows - 1) * stride + used) { GAP }
        for (y in 0 until rows) for (byte in 0 until used) bytes[y * stride + byte] = value(y, byte)
        return bytes
    }

    override fun toString() = row.text("id")

    private companion object {
        const val GAP = 165.toByte()
    }
}
