package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.text

@Tag("parity")
class FrameVectorTest {
    @ParameterizedTest(name = "{0} lies in memory as Python lays it")
    @MethodSource("frames")
    fun `frames lie in memory as Python lays them`(memory: FrameMemory) =
        assertEquals(memory.row.text("memory_sha256"), Sha256.of(memory.buffers.reduce(ByteArray::plus)))

    @ParameterizedTest(name = "{0} becomes Python's tensor")
    @MethodSource("frames")
    fun `camera frames become Python's tensors`(memory: FrameMemory) =
        assertEquals(memory.row.text("sha256"), tensorOf(memory, ::direct))

    @ParameterizedTest(name = "{0} becomes the same tensor from a read-only little-endian buffer")
    @MethodSource("frames")
    fun `the buffers' own byte order does not matter`(memory: FrameMemory) =
        assertEquals(
            memory.row.text("sha256"),
            tensorOf(memory) {
                direct(it).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN)
            },
        )

    @Test
    fun `buffers are left as they were found`() {
        val memory = frames().first { it.layout == "uv" }
        val buffers = ArrayList<ByteBuffer>()
        val frame = memory.frame { bytes -> direct(bytes).also(buffers::add).apply { position(1) } }
        SeenPixels(memory.rule).bytes(frame)
        assertEquals(listOf(1, 1, 1), buffers.map { it.position() })
    }

    @Test
    fun `there are at least three hundred tensors in all`() =
        assertTrue(frames().size + PreprocessVectorTest.tensors().size >= 300)

    private fun tensorOf(memory: FrameMemory, buffer: (ByteArray) -> ByteBuffer): String =
        Sha256.of(SeenPixels(memory.rule).bytes(memory.frame(buffer)))

    companion object {
        @JvmStatic
        fun frames() = Contract.vectors("frames", "frames").map(::FrameMemory)

        fun direct(bytes: ByteArray): ByteBuffer =
            ByteBuffer.allocateDirect(bytes.size).put(bytes).rewind() as ByteBuffer
    }
}
