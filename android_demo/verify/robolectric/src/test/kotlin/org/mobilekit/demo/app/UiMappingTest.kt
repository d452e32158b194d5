package org.mobilekit.demo.app

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Offer
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.SessionEvent
import org.mobilekit.demo.core.session.SessionState
import org.mobilekit.demo.ui.BenchmarkRun
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.Figures
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.Gated.Why
import org.mobilekit.demo.ui.UiEvent.Screen
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.Verdict

/** From the session to the screen, above all: when a number is there. */
class UiMappingTest {
    private fun Bench.screen(screen: Screen = Screen.LIVE, details: String? = null): UiState =
        uiState(state, controller.extras.value, Place(screen, details))

    @Test
    fun `before a bundle is read the screen says so`() =
        assertEquals(UiState.Opening, uiState(SessionState(), Extras(), Place()))

    @Test
    fun `a checked delegate shows its answer, and its latency after the warm-up`() = Bench().use { bench ->
        repeat(10) { bench.show() }
        val early = assertIs<UiState.Live>(bench.screen())
        assertIs<Gated.Open<*>>(early.answer)
        assertEquals(Gated.Withheld(Why.MEASURING), early.figures)
        // The clock goes a millisecond a look: figures are told again after a quarter of a second.
        repeat(100) { bench.show() }
        val figures = assertIs<Gated.Open<Figures>>(assertIs<UiState.Live>(bench.screen()).figures)
        assertEquals(4, figures.value.stages.size)
    }

    @Test
    fun `wrong answers show neither answer nor latency nor benchmark`() = Bench { it.error = 1f }.use { bench ->
        repeat(20) { bench.show() }
        val live = assertIs<UiState.Live>(bench.screen())
        assertEquals(Gated.Withheld(Why.WRONG), live.answer)
        assertEquals(Gated.Withheld(Why.WRONG), live.figures)
        assertEquals(BenchmarkRun.Idle(Why.WRONG), assertIs<UiState.Benchmark>(bench.screen(Screen.BENCHMARK)).run)
    }

    @Test
    fun `an unchecked delegate shows no number whatever the session holds`() {
        val offer = Offer("0".repeat(64), "net", mapOf("tflite-float32" to listOf("cpu")))
        val session = SessionState(phase = Phase.Checking(1, 18), offer = offer, choice = offer.default)
        val state = assertIs<UiState.Live>(uiState(session, Extras(packaged), Place()))
        assertEquals(Gated.Withheld(Why.CHECKING), state.answer)
        assertEquals(Check.Running(1, 18), state.setup.delegate.check)
        val compiling = uiState(session.copy(phase = Phase.Compiling), Extras(packaged), Place())
        assertEquals(Gated.Withheld(Why.NOT_CHECKED), assertIs<UiState.Live>(compiling).figures)
    }

    @Test
    fun `a fall-back is told with what ran and why`() = Bench { it.missing += listOf("gpu", "npu") }.use { bench ->
        bench.controller.choose(Choice("tflite-float32", "gpu")).get()
        bench.settle()
        val check = assertIs<Check.Done>(assertIs<UiState.Live>(bench.screen()).setup.delegate.check)
        assertEquals(Verdict.FELL_BACK, check.verdict)
        assertEquals("cpu", check.ranOn)
        assertTrue("no GPU" in check.reason)
    }

    @Test
    fun `golden images carry the labels of the bundle`() = Bench().use { bench ->
        val images = assertIs<Check.Done>(assertIs<UiState.Live>(bench.screen()).setup.delegate.check).images
        assertEquals(
            packaged.manifest.golden.images.map { packaged.labels[it.top5.first()] },
            images.map { it.expected },
        )
        assertEquals(images.map { it.expected }, images.map { it.got })
    }

    @Test
    fun `heat that throttles marks the figures`() = Bench().use { bench ->
        bench.device.thermal = Thermal.MODERATE
        bench.controller.tell(SessionEvent.ThermalChanged(Thermal.MODERATE))
        repeat(200) { bench.show() }
        val figures = assertIs<Gated.Open<Figures>>(assertIs<UiState.Live>(bench.screen()).figures)
        assertTrue(figures.value.throttled)
    }

    @Test
    fun `a camera that is denied or missing has a screen of its own`() = Bench().use { bench ->
        val screens = mapOf(
            Camera.DENIED to UiState.PermissionDenied(canAsk = true),
            Camera.DENIED_FOR_GOOD to UiState.PermissionDenied(canAsk = false),
            Camera.NONE to UiState.NoCamera,
        )
        for ((camera, screen) in screens) {
            bench.controller.tell(SessionEvent.CameraChanged(camera))
            assertEquals<UiState>(screen, bench.screen())
            assertIs<UiState.Benchmark>(bench.screen(Screen.BENCHMARK))
        }
    }

    @Test
    fun `heat that closes the camera has a screen of its own until it is over`() = Bench().use { bench ->
        bench.controller.tell(SessionEvent.ThermalChanged(Thermal.CRITICAL))
        assertEquals<UiState>(UiState.TooHot, bench.screen())
        bench.controller.tell(SessionEvent.ThermalChanged(Thermal.LIGHT))
        assertTrue(bench.screen() is UiState.Live)
    }

    @Test
    fun `a held frame is shown pixel by pixel`() = Bench().use { bench ->
        bench.controller.freeze()
        bench.show()
        val held = assertNotNull(bench.controller.extras.value.held)
        val frozen = assertIs<UiState.Frozen>(bench.screen())
        assertEquals(held.argb.map { it and 0xFFFFFF }, frozen.saw.rgb.toList())
    }

    @Test
    fun `a benchmark is told with its histogram`() = Bench().use { bench ->
        bench.controller.benchmark().get()
        val run = assertIs<BenchmarkRun.Done>(assertIs<UiState.Benchmark>(bench.screen(Screen.BENCHMARK)).run)
        assertEquals(100, run.histogram.counts.sum())
        assertEquals(3, run.stages.size)
    }

    @Test
    fun `a comparison gates each side by its own check`() = Bench().use { bench ->
        bench.controller.compare("gpu").get()
        val comparison = assertIs<UiState.Compare>(bench.screen(Screen.COMPARE)).comparison
        assertEquals("cpu", comparison.first?.delegate?.id)
        assertEquals("gpu", comparison.second?.delegate?.id)
        assertIs<Gated.Open<*>>(comparison.second?.inference)
        val unchecked = bench.state.copy(checks = bench.state.checks - Choice("tflite-float32", "gpu"))
        val gated = assertIs<UiState.Compare>(
            uiState(unchecked, bench.controller.extras.value, Place(Screen.COMPARE)),
        ).comparison
        assertEquals(Gated.Withheld(Why.NOT_CHECKED), gated.second?.inference)
    }

    @Test
    fun `details are those of the delegate asked for`() = Bench().use { bench ->
        assertEquals("cpu", assertIs<UiState.Live>(bench.screen(details = "cpu")).details?.id)
        assertNull(assertIs<UiState.Live>(bench.screen()).details)
    }
}
