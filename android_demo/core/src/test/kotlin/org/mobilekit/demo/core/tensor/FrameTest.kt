package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource
import org.mobilekit.demo.core.Fixtures
import org.mobilekit.demo.core.Pictures
import org.mobilekit.demo.core.bundle.Picture
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Size

class FrameTest {
    /** 1 2 3 / 4 5 6: a picture of one row more than one column, so that no turn looks like another. */
    private val picture = Picture(3, 2, ByteArray(18) { (it / 3 + 1).toByte() })

    @ParameterizedTest(name = "{0} degrees")
    @CsvSource("0, 3, 2, 123456", "90, 2, 3, 415263", "180, 3, 2, 654321", "270, 2, 3, 362514")
    fun `a picture is turned clockwise to upright`(rotation: Int, width: Int, height: Int, upright: String) {
        val frame = RgbFrame(picture, rotation)
        assertEquals(width to height, frame.width to frame.height)
        val seen = SeenPixels(Fixtures.rule(height, width)).bytes(frame)
        assertEquals(upright, seen.filterIndexed { index, _ -> index % 3 == 0 }.joinToString(""))
    }

    @Test
    fun `what is outside the crop rectangle is not seen by the filter either`() {
        val inside = Pictures.of("noise", 20, 16, 5u)
        val buffers = listOf(0, 255).map { fill -> framed(inside, fill.toByte()) }
        val tensors = buffers.map { buffer ->
            val frame = RgbaFrame().apply {
                wrap(buffer, 30 * 4)
                place(5, 4, 25, 20, 90)
            }
            SeenPixels(Fixtures.rule(7, 7, 0.5)).bytes(frame)
        }
        assertContentEquals(tensors[0], tensors[1])
        assertContentEquals(SeenPixels(Fixtures.rule(7, 7, 0.5)).bytes(RgbFrame(inside, 90)), tensors[0])
    }

    @Test
    fun `alpha is dropped and blends nothing`() {
        val frame = RgbaFrame().apply {
            wrap(ByteBuffer.wrap(byteArrayOf(200.toByte(), 100, 50, 0)), 4)
            place(0, 0, 1, 1, 0)
        }
        assertContentEquals(byteArrayOf(200.toByte(), 100, 50), SeenPixels(Fixtures.rule(1, 1)).bytes(frame))
    }

    @Test
    fun `what the model saw has the same pixels with full alpha`() {
        val argb = SeenPixels(Fixtures.rule(2, 3)).argb(RgbFrame(picture, 0))
        assertEquals(listOf(1, 2, 3, 4, 5, 6).map { 0xFF shl 24 or (it shl 16) or (it shl 8) or it }, argb.toList())
    }

    @Test
    fun `rows shorter than their pixels are refused`() {
        val frame = RgbaFrame().apply { wrap(ByteBuffer.allocate(400), 36) }
        assertFailsWith<IllegalArgumentException> { frame.place(0, 0, 10, 10, 0) }
    }

    @Test
    fun `a buffer may end with the last pixel but not before`() {
        val frame = RgbaFrame().apply { wrap(ByteBuffer.allocate(9 * 44 + 40), 44) }
        frame.place(0, 0, 10, 10, 0)
        frame.wrap(ByteBuffer.allocate(9 * 44 + 39), 44)
        assertFailsWith<IllegalArgumentException> { frame.place(0, 0, 10, 10, 0) }
    }

    @Test
    fun `chroma that is too short is refused before a frame is read`() {
        val frame = YuvFrame()
        frame.y.wrap(ByteBuffer.allocate(25), 5, 1)
        frame.u.wrap(ByteBuffer.allocate(9), 3, 1)
        frame.v.wrap(ByteBuffer.allocate(8), 3, 1)
        assertFailsWith<IllegalArgumentException> { frame.place(0, 0, 5, 5, 0) }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = [45, -90, 360, 1])
    fun `only quarter turns are taken`(rotation: Int) {
        assertFailsWith<IllegalArgumentException> { RgbFrame(picture, rotation) }
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @CsvSource("2, 0, 2, 2", "0, 2, 3, 2", "-1, 0, 3, 2", "0, 0, 4, 2", "0, 0, 3, 3")
    fun `a crop without pixels or beyond the picture is refused`(left: Int, top: Int, right: Int, bottom: Int) {
        assertFailsWith<IllegalArgumentException> { RgbFrame(picture, 0).place(left, top, right, bottom, 0) }
    }

    @Test
    fun `an input on the heap or in the other byte order is refused`() {
        val artifact = Fixtures.artifact(Size(2, 2))
        assertFailsWith<IllegalArgumentException> {
            FrameToTensor(Fixtures.rule(2, 2), artifact, ByteBuffer.allocate(48))
        }
        assertFailsWith<IllegalArgumentException> {
            FrameToTensor(Fixtures.rule(2, 2), artifact, ByteBuffer.allocateDirect(48).order(ByteOrder.BIG_ENDIAN))
        }
        assertFailsWith<IllegalArgumentException> { FrameToTensor(Fixtures.rule(2, 2), artifact, Fixtures.direct(47)) }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = ["FLOAT16", "STRING"])
    fun `an input that nothing here writes is said so`(dtype: String) {
        val artifact = Fixtures.artifact(Size(2, 2), DType.valueOf(dtype))
        val room = Fixtures.direct(12 * artifact.input.dtype.bytes)
        assertFailsWith<UnsupportedOperationException> { FrameToTensor(Fixtures.rule(2, 2), artifact, room) }
    }

    @Test
    fun `frames of another size take turns without leaving a trace`() {
        val seen = SeenPixels(Fixtures.rule(8, 8))
        val frames = listOf(Pictures.of("scene", 30, 20, 1u), Pictures.of("scene", 20, 30, 2u)).map { RgbFrame(it, 0) }
        val first = frames.map { seen.bytes(it) }
        val again = frames.map { seen.bytes(it) }
        first.zip(again) { one, other -> assertContentEquals(one, other) }
    }

    private fun framed(inside: Picture, fill: Byte): ByteBuffer {
        val bytes = ByteArray(30 * 24 * 4) { fill }
        for (y in 0 until inside.height) {
            for (x in 0 until inside.width) {
                for (c in 0 until 3) bytes[((y + 4) * 30 + x + 5) * 4 + c] = inside.rgb[(y * inside.width + x) * 3 + c]
            }
        }
        return ByteBuffer.wrap(bytes)
    }
}
