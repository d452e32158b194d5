package org.mobilekit.demo.app

import java.io.File
import java.io.IOException
import java.util.concurrent.CountDownLatch
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.measure.Stage
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.SessionEvent

/** The controller with a runtime that answers from the bundle. */
class ControllerTest {
    private val gpu = Choice("tflite-float32", "gpu")
    private val cpu = Choice("tflite-float32", "cpu")

    private fun chosen(bench: Bench, choice: Choice) {
        bench.controller.choose(choice).get()
        bench.settle()
    }

    @Test
    fun `the packaged bundle opens on the CPU and passes its check`() = Bench().use { bench ->
        assertEquals(cpu, bench.state.choice)
        assertEquals(Verdict.PASS, bench.state.check?.verdict)
        assertEquals(Phase.Live, bench.state.phase)
    }

    @Test
    fun `one thread that is not the caller's makes, runs and closes every engine`() {
        val bench = Bench()
        bench.show()
        chosen(bench, gpu)
        bench.close()
        assertEquals(setOf("engine"), bench.engines.log.map { it.substringAfterLast(' ') }.toSet())
    }

    @Test
    fun `the old engine is closed before the new one is made`() = Bench().use { bench ->
        chosen(bench, gpu)
        val steps = bench.engines.log.filter { !it.startsWith("run") }.map { it.substringBeforeLast(' ') }
        assertEquals(listOf("open cpu", "close cpu", "open gpu"), steps)
    }

    @Test
    fun `nothing is left open at the end`() {
        val bench = Bench()
        chosen(bench, gpu)
        bench.close()
        assertEquals(0, bench.engines.open)
    }

    @Test
    fun `a frame gives its best three labels`() = Bench().use { bench ->
        bench.show()
        val expected = packaged.manifest.golden.images[0].top5.take(3).map { packaged.labels[it] }
        assertEquals(expected, bench.state.answer.map { it.label })
        assertEquals(packaged.reference[0].max(), bench.state.answer[0].score)
    }

    @Test
    fun `a delegate that is missing falls back and says so`() = Bench {
        it.missing += listOf(
            "gpu",
            "npu",
        )
    }.use { bench ->
        chosen(bench, gpu)
        val check = assertNotNull(bench.state.check)
        assertEquals(Verdict.FELL_BACK, check.verdict)
        assertEquals("cpu", check.ranOn)
        assertEquals("GPU -> CPU: no GPU on this device", check.reason)
    }

    @Test
    fun `no delegate at all is a failure with its reasons`() = Bench().use { bench ->
        bench.engines.missing += listOf("gpu", "cpu")
        runCatching { bench.controller.choose(gpu).get() }
        bench.settle()
        assertEquals(Phase.Failed("no GPU on this device; no CPU on this device"), bench.state.phase)
    }

    @Test
    fun `wrong answers are never timed`() = Bench { it.error = 1f }.use { bench ->
        assertEquals(Verdict.WRONG, bench.state.check?.verdict)
        bench.controller.benchmark().get()
        assertTrue(bench.state.benchmarks.isEmpty())
        assertEquals(null, bench.state.findings.single().latency)
    }

    @Test
    fun `outputs beyond the tolerance are a drift`() = Bench { it.error = 0.001f }.use { bench ->
        assertEquals(Verdict.DRIFT, bench.state.check?.verdict)
    }

    @Test
    fun `a benchmark takes a hundred runs after ten warm-ups`() = Bench().use { bench ->
        bench.controller.benchmark().get()
        val latency = assertNotNull(bench.state.benchmarks[cpu])
        assertEquals(10, latency.warmups)
        assertEquals(100, latency.inference.n)
    }

    @Test
    fun `a runtime that fails on the way ends the choice, not the app`() = Bench().use { bench ->
        bench.engines.failure = EngineFailure("device lost")
        bench.show()
        assertEquals(Phase.Failed("device lost"), bench.state.phase)
    }

    @Test
    fun `an engine that nothing can be made of is closed again`() = Bench().use { bench ->
        bench.engines.excess = 4
        runCatching { bench.controller.choose(gpu).get() }
        assertEquals(0, bench.engines.open)
    }

    @Test
    fun `statistics begin anew with another delegate`() = Bench().use { bench ->
        repeat(5) { bench.show() }
        chosen(bench, gpu)
        assertNull(bench.state.figures)
        bench.show()
        assertEquals(1, bench.state.figures?.stages?.getValue(Stage.INFERENCE)?.n)
    }

    @Test
    fun `statistics begin anew with another heat`() = Bench().use { bench ->
        repeat(5) { bench.show() }
        bench.device.thermal = Thermal.MODERATE
        bench.show()
        assertEquals(1, bench.state.figures?.stages?.getValue(Stage.INFERENCE)?.n)
        assertEquals(Thermal.MODERATE, bench.state.figures?.conditions?.thermal)
    }

    @Test
    fun `severe heat halves the rate and critical heat closes the camera`() = Bench().use { bench ->
        bench.device.thermal = Thermal.SEVERE
        val before = bench.engines.log.size
        repeat(8) { bench.show() }
        assertEquals(4, bench.engines.log.size - before)
        bench.controller.tell(SessionEvent.ThermalChanged(Thermal.CRITICAL))
        assertEquals(false, bench.state.wantsCamera)
    }

    @Test
    fun `dropped frames are counted`() = Bench().use { bench ->
        bench.controller.classify(golden(), arrived = 0, dropped = 3)
        assertEquals(3, bench.state.figures?.dropped)
    }

    @Test
    fun `a held frame shows what the network saw and stays until it is let go`() = Bench().use { bench ->
        bench.controller.freeze()
        bench.show()
        assertEquals(Phase.Frozen, bench.state.phase)
        val held = assertNotNull(bench.controller.extras.value.held)
        assertEquals(96 to 96, held.width to held.height)
        bench.controller.resume()
        assertEquals(Phase.Live, bench.state.phase)
        assertNull(bench.controller.extras.value.held)
    }

    @Test
    fun `a comparison ends on the delegate in use with both sides measured`() = Bench().use { bench ->
        bench.controller.compare("gpu").get()
        val comparison = bench.controller.extras.value.comparison
        assertEquals(setOf("gpu", "cpu"), comparison.sides.keys)
        assertTrue(comparison.sides.values.all { it.latency != null && it.answer.size == 3 })
        assertEquals(cpu, bench.state.choice)
        assertEquals(false, comparison.running)
    }

    @Test
    fun `a folder that is no bundle is refused with the contract's sentence`() = Bench().use { bench ->
        val empty = File.createTempFile("empty", "").apply {
            delete()
            mkdirs()
        }
        var openWhileRead = -1
        bench.controller.open {
            openWhileRead = bench.engines.open
            empty
        }.get()
        val refused = assertIs<Phase.Refused>(bench.state.phase)
        assertTrue(refused.sentence.isNotBlank() && refused.remedy.isNotBlank())
        assertEquals(0, openWhileRead, "the old engine is closed before the new bundle is read")
        assertEquals(0, bench.engines.open)
    }

    @Test
    fun `a file that cannot be read is refused, and nobody waits for it`() = Bench().use { bench ->
        for (failure in listOf(IOException("no space left"), SecurityException("no space left"))) {
            bench.controller.open { throw failure }.get()
            val refused = assertIs<Phase.Refused>(bench.state.phase)
            assertEquals("The bundle cannot be read: no space left.", refused.sentence)
        }
    }

    @Test
    fun `a comparison that runs keeps its second delegate`() = Bench().use { bench ->
        val gate = CountDownLatch(1)
        bench.engines.beforeOpen = { gate.await() }
        val comparison = bench.controller.compare("gpu")
        bench.controller.chooseOther("npu")
        gate.countDown()
        comparison.get()
        assertEquals("gpu", bench.controller.extras.value.comparison.other)
    }

    @Test
    fun `a choice in the middle of a comparison lends its numbers to no other delegate`() = Bench().use { bench ->
        val int8 = Choice("tflite-int8", "cpu")
        bench.engines.beforeOpen = {
            bench.engines.beforeOpen = {}
            // Queued behind the engine that is being made, before the comparison goes on.
            bench.controller.choose(int8)
        }
        bench.controller.compare("gpu").get()
        assertNull(bench.controller.extras.value.comparison.sides["gpu"])
    }

    @Test
    fun `a frame that comes after the end is let go`() {
        val bench = Bench()
        bench.close()
        bench.show()
        assertEquals(0, bench.engines.open)
    }

    @Test
    fun `an archive that is refused says why`() = Bench().use { bench ->
        bench.controller.open { throw ImportFailure("It is damaged.", "Zip it again.") }.get()
        assertEquals(Phase.Refused("It is damaged.", "Zip it again."), bench.state.phase)
    }
}
