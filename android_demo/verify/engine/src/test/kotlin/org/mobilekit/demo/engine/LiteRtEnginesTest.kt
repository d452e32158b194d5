package org.mobilekit.demo.engine

import android.content.ContextWrapper
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.CompiledModel.GpuOptions
import com.google.ai.edge.litert.FakeLiteRt
import java.io.File
import kotlin.concurrent.thread
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.json.JsonValue
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Quantisation
import org.mobilekit.demo.core.manifest.Rung
import org.mobilekit.demo.core.manifest.Step
import org.mobilekit.demo.core.manifest.Tensor

class LiteRtEnginesTest {
    @TempDir
    lateinit var caches: File
    private val model = File("/bundle/tflite/tiny-float32.tflite")

    @BeforeTest
    fun reset() = FakeLiteRt.reset()

    @Test
    fun `each delegate is asked for alone`() {
        FakeLiteRt.available = setOf(Accelerator.CPU, Accelerator.GPU, Accelerator.NPU)
        FakeLiteRt.npu = true
        for (delegate in listOf("cpu", "gpu", "npu")) open(rung(delegate)).close()
        assertEquals(
            listOf("CPU", "GPU", "NPU").map {
                setOf(Accelerator.valueOf(it))
            },
            FakeLiteRt.options.map { it.accelerators },
        )
    }

    @Test
    fun `the CPU gets its threads and a weight cache of this model's own`() {
        val left = File(caches, "tiny-float32.tflite-xnnpack.cache").apply { writeText("another run's") }
        open(rung("cpu", "numThreads" to JsonInteger(4), "xnnPackWeightCachePath" to JsonText("xnnpack.cache")))
        val options = FakeLiteRt.options.single().cpuOptions!!
        assertEquals(4 to left.path, options.numThreads to options.xnnPackWeightCachePath)
        assertFalse(left.exists())
    }

    @Test
    fun `a cache's path cannot leave the cache folder`() {
        open(rung("cpu", "xnnPackWeightCachePath" to JsonText("../../databases/x")))
        assertEquals(caches, File(FakeLiteRt.options.single().cpuOptions!!.xnnPackWeightCachePath!!).parentFile)
    }

    @Test
    fun `the GPU gets what the manifest says`() {
        FakeLiteRt.available += Accelerator.GPU
        open(rung("gpu", "precision" to JsonText("FP16"), "backend" to JsonText("AUTOMATIC")))
        val options = FakeLiteRt.options.single().gpuOptions!!
        assertEquals(GpuOptions.Precision.FP16 to GpuOptions.Backend.AUTOMATIC, options.precision to options.backend)
    }

    @Test
    fun `an option that is not known is refused and not ignored`() {
        val failure = assertFailsWith<EngineFailure> { open(rung("cpu", "turbo" to JsonInteger(1))) }
        assertEquals("this app does not know the option turbo", failure.reason)
        FakeLiteRt.available += Accelerator.GPU
        assertFailsWith<EngineFailure> { open(rung("gpu", "precision" to JsonText("FP8"))) }
        assertTrue(FakeLiteRt.open.isEmpty())
    }

    @Test
    fun `an accelerator that LiteRT does not have here is a failure with its reason`() {
        val failure = assertFailsWith<EngineFailure> { open(rung("gpu")) }
        assertEquals("this device has no GPU that LiteRT can use", failure.reason)
        assertEquals("LiteRT knows no NPU of this device", assertFailsWith<EngineFailure> { open(rung("npu")) }.reason)
        assertEquals("LiteRT has no nnapi", assertFailsWith<EngineFailure> { open(rung("nnapi")) }.reason)
        assertTrue(FakeLiteRt.open.isEmpty(), FakeLiteRt.open.toString())
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = ["environment", "compile", "inputs", "outputs"])
    fun `whatever fails on the way, nothing stays open`(step: String) {
        FakeLiteRt.failsAt = step
        val failure = assertFailsWith<EngineFailure> { open(rung("cpu")) }
        assertTrue(failure.reason.startsWith(step) && failure.reason.endsWith("failed"), failure.reason)
        assertTrue(FakeLiteRt.open.isEmpty(), FakeLiteRt.open.toString())
    }

    @Test
    fun `a model with other tensors than the manifest's is refused and closed`() {
        FakeLiteRt.outputs = 2
        assertFailsWith<EngineFailure> { open(rung("cpu")) }
        assertTrue(FakeLiteRt.open.isEmpty(), FakeLiteRt.open.toString())
    }

    @Test
    fun `all that was opened is closed, last first`() {
        open(rung("cpu")).close()
        val order = listOf("output 0", "input", "model", "environment").map { "close $it" }
        assertEquals(order, FakeLiteRt.log.takeLast(4))
    }

    @Test
    fun `a float model gets the input's floats and gives its scores`() {
        FakeLiteRt.floats = floatArrayOf(.1f, .2f, .3f, .4f)
        val engine = open(rung("cpu"))
        for (index in 0 until 12) engine.input.putFloat(4 * index, index / 12f)
        repeat(2) { engine.run() }
        assertContentEquals(FloatArray(12) { it / 12f }, assertIs<FloatArray>(FakeLiteRt.written))
        assertEquals(listOf(.1f, .2f, .3f, .4f), List(4) { engine.output.getFloat(4 * it) })
    }

    @Test
    fun `an eight-bit model gets the input's bytes, whatever their sign`() {
        FakeLiteRt.bytes = byteArrayOf(-1, 0, 1, 127)
        val engine = open(rung("cpu"), artifact(DType.UINT8))
        for (index in 0 until 12) engine.input.put(index, (index * 23).toByte())
        engine.run()
        assertContentEquals(ByteArray(12) { (it * 23).toByte() }, assertIs<ByteArray>(FakeLiteRt.written))
        assertEquals(listOf(255, 0, 1, 127), List(4) { engine.output.get(it).toInt() and 0xFF })
    }

    @Test
    fun `a runtime that fails says so in its own words`() {
        val engine = open(rung("cpu"))
        FakeLiteRt.failsAt = "run"
        assertEquals("run 1 to 1 failed", assertFailsWith<EngineFailure> { engine.run() }.reason)
    }

    @Test
    fun `another thread can neither run nor close it`() {
        val engine = open(rung("cpu"))
        val failures = ArrayList<Throwable?>()
        thread {
            failures.add(runCatching { engine.run() }.exceptionOrNull())
            failures.add(runCatching { engine.close() }.exceptionOrNull())
        }.join()
        assertEquals(2, failures.filterIsInstance<IllegalStateException>().size)
        assertFalse("close model" in FakeLiteRt.log)
    }

    private fun open(rung: Rung, artifact: Artifact = artifact(DType.FLOAT32)): Engine =
        LiteRtEngines(Caches(caches)).open(model, artifact, rung)

    private fun rung(delegate: String, vararg options: Pair<String, JsonValue>) =
        Rung(delegate, mapOf(*options), .1, emptyList())

    private class Caches(private val folder: File) : ContextWrapper(null) {
        override fun getCacheDir() = folder
    }

    private fun artifact(dtype: DType): Artifact {
        val quantisation = if (dtype == DType.UINT8) Quantisation(1.0, 0) else null
        val input = Tensor("image", listOf(1, 2, 2, 3), dtype, "NHWC", quantisation)
        val output = Tensor("scores", listOf(1, 4), dtype, "NC", quantisation)
        val steps = emptyList<Step>()
        return Artifact("tflite-x", "x", "", 1, input, listOf(output), steps, emptyMap(), listOf(rung("cpu")), null)
    }
}
