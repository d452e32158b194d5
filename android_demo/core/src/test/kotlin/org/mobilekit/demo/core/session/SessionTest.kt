package org.mobilekit.demo.core.session

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.check.CheckedImage
import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.measure.Conditions
import org.mobilekit.demo.core.measure.Figures
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.StageTimes
import org.mobilekit.demo.core.measure.Thermal

class SessionTest {
    private val ladders = mapOf("tflite-float32" to listOf("gpu", "cpu"), "tflite-int8" to listOf("cpu"))
    private val offer = Offer("id", "tiny", ladders)
    private val gpu = Choice("tflite-float32", "gpu")
    private val figures = Figures(Conditions("m", "cpu", Thermal.NOMINAL), emptyMap(), 0.0, 0, false)
    private val answer = listOf(Guess(1, "bee", .9f))

    private fun compiling() = after(SessionState(), SessionEvent.BundleOpened(offer))

    private fun checking() = compiling().let { after(it, SessionEvent.EngineOpened(it.number, 2)) }

    private fun live(result: CheckResult = passed) =
        checking().let { after(it, SessionEvent.CheckDone(it.number, result)) }

    private fun withCamera() = after(live(), SessionEvent.CameraChanged(Camera.GRANTED))

    private fun benchmarking() = after(live(), SessionEvent.BenchmarkStarted(110))

    @Test
    fun `a session begins with a bundle to be read`() = assertEquals(Phase.Opening, SessionState().phase)

    @Test
    fun `an opened bundle compiles its first variant for the CPU`() {
        assertEquals(Phase.Compiling, compiling().phase)
        assertEquals(Choice("tflite-float32", "cpu"), compiling().choice)
    }

    @Test
    fun `the golden images run before anything is shown`() {
        assertEquals(Phase.Checking(0, 2), checking().phase)
        assertFalse(checking().numbersMayShow)
        val one = checking().let { after(it, SessionEvent.ImageChecked(it.number, 1)) }
        assertEquals(Phase.Checking(1, 2), one.phase)
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Verdict::class)
    fun `numbers show for right answers alone`(verdict: Verdict) {
        val wrong = verdict == Verdict.WRONG
        val result = passed.copy(verdict = verdict, images = listOf(CheckedImage("x", 1, if (wrong) 2 else 1, 0.0)))
        assertEquals(!wrong, live(result).numbersMayShow)
        assertEquals(Phase.Live, live(result).phase)
    }

    @Test
    fun `a fall-back with wrong answers shows no numbers`() {
        val result = passed.copy(verdict = Verdict.FELL_BACK, images = listOf(CheckedImage("x", 1, 2, 0.0)))
        assertFalse(live(result).numbersMayShow)
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lateEvents")
    fun `what an old engine says is ignored`(event: (Long) -> SessionEvent) {
        for (state in listOf(compiling(), checking(), live(), benchmarking())) {
            assertEquals(state, after(state, event(state.number - 1)))
        }
    }

    @Test
    fun `another choice has another number and an empty screen`() {
        val shown = live().let { after(it, SessionEvent.FrameDone(it.number, answer, figures)) }
        assertEquals(answer, shown.answer)
        val next = after(shown, SessionEvent.Chosen(gpu))
        assertNotEquals(shown.number, next.number)
        assertEquals(Phase.Compiling, next.phase)
        assertTrue(next.answer.isEmpty())
        assertNull(next.figures)
        assertEquals(setOf(Choice("tflite-float32", "cpu")), next.checks.keys)
    }

    @Test
    fun `the same choice again is checked anew`() {
        val again = after(live(), SessionEvent.Chosen(Choice("tflite-float32", "cpu")))
        assertEquals(Phase.Compiling, again.phase)
        assertFalse(again.numbersMayShow)
    }

    @Test
    fun `a choice that is not on offer changes nothing`() =
        assertEquals(live(), after(live(), SessionEvent.Chosen(Choice("tflite-int8", "gpu"))))

    @Test
    fun `a delegate that cannot be had says why`() {
        val failed = compiling().let { after(it, SessionEvent.EngineFailed(it.number, "no memory")) }
        assertEquals(Phase.Failed("no memory"), failed.phase)
        assertEquals(Phase.Compiling, after(failed, SessionEvent.Chosen(gpu)).phase)
    }

    @Test
    fun `a refused bundle leaves nothing of the old one`() {
        val refused = after(live(), SessionEvent.BundleRefused("It is bad.", "Make it again."))
        assertEquals(Phase.Refused("It is bad.", "Make it again."), refused.phase)
        assertNull(refused.offer)
        assertTrue(refused.checks.isEmpty())
    }

    @Test
    fun `another bundle forgets checks but neither the camera nor the heat`() {
        val warm = after(withCamera(), SessionEvent.ThermalChanged(Thermal.SEVERE))
        val opening = after(warm, SessionEvent.BundleAskedFor)
        assertEquals(Phase.Opening, opening.phase)
        assertTrue(opening.checks.isEmpty())
        assertEquals(Camera.GRANTED to Thermal.SEVERE, opening.camera to opening.thermal)
    }

    @Test
    fun `another heat drops the figures and keeps the answer`() {
        val shown = live().let { after(it, SessionEvent.FrameDone(it.number, answer, figures)) }
        val hot = after(shown, SessionEvent.ThermalChanged(Thermal.MODERATE))
        assertNull(hot.figures)
        assertEquals(answer, hot.answer)
        assertEquals(hot, after(hot, SessionEvent.ThermalChanged(Thermal.MODERATE)))
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Thermal::class)
    fun `critical heat alone closes the camera`(thermal: Thermal) {
        val state = after(withCamera(), SessionEvent.ThermalChanged(thermal))
        assertEquals(thermal != Thermal.CRITICAL, state.wantsCamera)
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Camera::class)
    fun `the camera runs where it is granted alone`(camera: Camera) =
        assertEquals(camera == Camera.GRANTED, after(live(), SessionEvent.CameraChanged(camera)).wantsCamera)

    @Test
    fun `a frozen frame stays and the camera rests`() {
        val frozen = after(withCamera(), SessionEvent.Freeze)
        assertFalse(frozen.wantsCamera)
        assertEquals(frozen, after(frozen, SessionEvent.FrameDone(frozen.number, answer, figures)))
        assertEquals(Phase.Live, after(frozen, SessionEvent.Resume).phase)
    }

    @Test
    fun `nothing freezes before it lives`() = assertEquals(checking(), after(checking(), SessionEvent.Freeze))

    @Test
    fun `a benchmark counts up and leaves its figures`() {
        val half = benchmarking().let { after(it, SessionEvent.BenchmarkAdvanced(it.number, 55)) }
        assertEquals(Phase.Benchmarking(55, 110), half.phase)
        val done = after(half, SessionEvent.BenchmarkDone(half.number, latency))
        assertEquals(Phase.Live, done.phase)
        assertEquals(latency, done.findings.single().latency)
    }

    @Test
    fun `a stopped benchmark leaves none, also when its last word comes late`() {
        val stopped = after(benchmarking(), SessionEvent.BenchmarkStopped)
        assertEquals(Phase.Live, stopped.phase)
        assertEquals(stopped, after(stopped, SessionEvent.BenchmarkDone(stopped.number, latency)))
    }

    @Test
    fun `what answers wrongly is not timed`() {
        val wrong = live(passed.copy(verdict = Verdict.WRONG, images = listOf(CheckedImage("x", 1, 2, 0.0))))
        assertEquals(wrong, after(wrong, SessionEvent.BenchmarkStarted(110)))
    }

    @Test
    fun `the flow holds the latest state`() = runTest {
        val session = Session()
        session.send(SessionEvent.BundleOpened(offer))
        assertEquals(Phase.Compiling, session.state.first { it.offer != null }.phase)
    }

    private fun after(state: SessionState, event: SessionEvent) = reduce(state, event)

    companion object {
        private val passed =
            CheckResult("tflite-float32", "cpu", "cpu", Verdict.PASS, "", .001, listOf(CheckedImage("x", 1, 1, 0.0)))
        private val times = StageTimes(1, 2, 3, 100)
        private val latency =
            Latency(5, 6, 10, times, times, times, null, 0, Thermal.NOMINAL, lowPower = false, listOf(1))
        private val warm = Figures(Conditions("m", "cpu", Thermal.LIGHT), emptyMap(), 1.0, 0, false)

        @JvmStatic
        fun lateEvents(): List<(Long) -> SessionEvent> = listOf(
            { SessionEvent.EngineOpened(it, 2) },
            { SessionEvent.EngineFailed(it, "late") },
            { SessionEvent.ImageChecked(it, 1) },
            { SessionEvent.CheckDone(it, passed) },
            {
                SessionEvent.FrameDone(it, listOf(Guess(0, "late", 1f)), warm)
            },
            { SessionEvent.BenchmarkAdvanced(it, 3) },
            { SessionEvent.BenchmarkDone(it, latency) },
        )
    }
}
