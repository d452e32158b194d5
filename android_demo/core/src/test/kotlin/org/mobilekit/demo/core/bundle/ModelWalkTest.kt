package org.mobilekit.demo.core.bundle

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.TinyBundle
import org.mobilekit.demo.core.TinyModel
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

class ModelWalkTest {
    @TempDir
    lateinit var folder: File

    @ParameterizedTest(name = "{0}")
    @MethodSource("packaged")
    fun `a packaged model passes`(name: String) = ModelWalk.check(File(MODELS, name), name)

    @ParameterizedTest(name = "{0} of 64")
    @MethodSource("sixtyFourths")
    fun `a packaged model cut short is refused`(part: Int) {
        val cut = INT8.copyOf((INT8.size.toLong() * part / PARTS).toInt())
        assertEquals(Reason.MODEL, assertFailsWith<Refusal> { walk(cut) }.reason)
    }

    @Test
    fun `a small model passes and none of its beginnings does`() {
        val whole = TinyModel().bytes
        walk(whole)
        for (length in whole.indices) assertFailsWith<Refusal>("$length bytes") { walk(whole.copyOf(length)) }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harm")
    fun `what leads out of the model is named`(place: String, model: TinyModel) {
        val refusal = assertFailsWith<Refusal> { walk(model.bytes) }
        assertEquals("x.tflite is not a TFLite model that can be run safely: see $place.", refusal.sentence)
        assertTrue(refusal.remedy.endsWith("."))
    }

    @Test
    fun `a file of another kind is refused`() {
        val other = TinyModel().bytes.also { it[7] = '2'.code.toByte() }
        assertTrue("its first bytes" in assertFailsWith<Refusal> { walk(other) }.sentence)
    }

    @Test
    fun `a root outside is refused`() {
        for (root in listOf(-1, Int.MIN_VALUE, Int.MAX_VALUE, TinyModel().bytes.size)) {
            val bytes = TinyModel().bytes
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, root)
            assertTrue("its root" in assertFailsWith<Refusal> { walk(bytes) }.sentence)
        }
    }

    @Test
    fun `a hostile number anywhere is refused or harmless and never stops the app`() {
        val whole = TinyModel().bytes
        for (at in 0..whole.size - 4) {
            for (number in HOSTILE) hold(whole.clone().also { little(it).putInt(at, number) })
        }
    }

    @Test
    fun `bytes exchanged at random in a packaged model are refused or harmless`() {
        val random = Random(5)
        repeat(300) {
            val bytes = INT8.clone()
            // Most of a model is weights: the tables are at its ends.
            repeat(20) { bytes[random.nextInt(bytes.size)] = random.nextInt().toByte() }
            repeat(4) { bytes[random.nextInt(1 shl 12)] = random.nextInt().toByte() }
            hold(bytes)
        }
    }

    @Test
    fun `many offsets to one place do not hold up the app`() {
        val model = TinyModel(tensors = 900)
        assertTrue(model.bytes.size < 1 shl 17)
        walk(model.bytes)
        val all = List(1 shl 10) { 0 }
        assertFailsWith<Refusal> { walk(TinyModel(inputs = all, operators = 1 shl 10).bytes) }
    }

    @Test
    fun `a bundle with a model that leads outside is not opened`() {
        val tiny = TinyBundle(folder)
        tiny.model = TinyModel(buffer = 2).bytes
        tiny.write()
        assertEquals(Reason.MODEL, assertFailsWith<Refusal> { Bundle.open(folder) }.reason)
    }

    /** Passes or is refused: any other end, such as an index outside the buffer, fails the test. */
    private fun hold(bytes: ByteArray) {
        try {
            walk(bytes)
        } catch (refusal: Refusal) {
            assertEquals(Reason.MODEL, refusal.reason)
        }
    }

    companion object {
        private const val PARTS = 64
        private val HOSTILE = listOf(-1, Int.MIN_VALUE, Int.MAX_VALUE, 0, 1, 0x7FFF_FFF0, 0xFFFF, 0x10000)
        private val MODELS = File(Contract.folder, "../../../android_demo/app/src/main/assets/bundle/tflite")
        private val INT8 by lazy { MODELS.listFiles()!!.first { it.name.endsWith("-int8.tflite") }.readBytes() }

        private fun little(bytes: ByteArray) = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)

        private fun walk(bytes: ByteArray) = ModelWalk(ByteBuffer.wrap(bytes), "x.tflite").check()

        @JvmStatic
        fun packaged() = MODELS.list()!!.sorted()

        @JvmStatic
        fun sixtyFourths() = 0 until PARTS

        @JvmStatic
        fun harm(): List<Array<Any>> = listOf(
            arrayOf("subgraphs[0].operators[0].opcode_index", TinyModel(code = 1)),
            arrayOf("subgraphs[0].tensors[0].buffer", TinyModel(buffer = 2)),
            arrayOf("subgraphs[0].tensors[0].buffer", TinyModel(buffer = -1)),
            arrayOf("subgraphs[0].operators[0].inputs[0]", TinyModel(inputs = listOf(2))),
            arrayOf("subgraphs[0].operators[0].inputs[1]", TinyModel(inputs = listOf(0, -2))),
            arrayOf("subgraphs[0].operators[0].outputs[0]", TinyModel(outputs = listOf(-1))),
            arrayOf("subgraphs[0].outputs[0]", TinyModel(ends = 2)),
            arrayOf("subgraphs[0].outputs[0]", TinyModel(ends = -1)),
            arrayOf("subgraphs[0].tensors", TinyModel(tensors = 0)),
            arrayOf("buffers[1].offset", TinyModel(offset = 1 shl 20, size = 1)),
            arrayOf("buffers[1].offset", TinyModel(offset = 16, size = Long.MAX_VALUE)),
            arrayOf("buffers[1].offset", TinyModel(offset = -16, size = 16)),
            arrayOf("signature_defs[0].subgraph_index", TinyModel(graph = 1)),
        )
    }
}
