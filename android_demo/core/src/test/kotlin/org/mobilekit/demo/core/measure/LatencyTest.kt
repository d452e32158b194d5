package org.mobilekit.demo.core.measure

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

class LatencyTest {
    private val cool = Conditions("tflite-int8", "cpu", Thermal.NOMINAL)
    private val recorder = LatencyRecorder(cool)

    @ParameterizedTest(name = "p{0} of 1..{1} is {2}")
    @CsvSource(
        "50, 100, 50", "90, 100, 90", "99, 100, 99", "50, 1, 1", "99, 1, 1", "50, 2, 1", "90, 10, 9", "99, 101, 100",
        "50, 3, 2", "90, 11, 10", "90, 16, 15", "99, 1000, 990",
    )
    fun `percentiles are by nearest rank`(percent: Int, count: Int, value: Long) =
        assertEquals(value, nearestRank(LongArray(count) { it + 1L }, percent))

    @Test
    fun `nothing was timed before the first frame`() {
        val figures = recorder.figures()
        assertTrue(figures.stages.isEmpty())
        assertEquals(0.0, figures.framesPerSecond)
    }

    @Test
    fun `each stage has its own percentiles`() {
        for (frame in 1L..100L) recorder.add(frame, 10 * frame, 100 * frame, 1000 * frame, frame)
        val stages = recorder.figures().stages
        assertEquals(StageTimes(50, 90, 99, 100), stages[Stage.PREPROCESS])
        assertEquals(StageTimes(500, 900, 990, 100), stages[Stage.INFERENCE])
        assertEquals(StageTimes(5000, 9000, 9900, 100), stages[Stage.POSTPROCESS])
        assertEquals(StageTimes(50_000, 90_000, 99_000, 100), stages[Stage.FRAME_TO_RESULT])
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource("tflite-float32, cpu, NOMINAL", "tflite-int8, gpu, NOMINAL", "tflite-int8, cpu, LIGHT")
    fun `another model, delegate or heat begins anew`(model: String, delegate: String, thermal: Thermal) {
        frames(5)
        recorder.drop(3)
        recorder.savesPower()
        recorder.setConditions(Conditions(model, delegate, thermal))
        assertEquals(Figures(Conditions(model, delegate, thermal), emptyMap(), 0.0, 0, false), recorder.figures())
    }

    @Test
    fun `the same conditions said again change nothing`() {
        frames(5)
        recorder.setConditions(cool.copy())
        assertEquals(5, recorder.figures().stages.getValue(Stage.INFERENCE).n)
    }

    @Test
    fun `old frames leave the window`() {
        frames(1000, 1)
        frames(1000, 9)
        assertEquals(StageTimes(9, 9, 9, 1000), recorder.figures().stages[Stage.INFERENCE])
    }

    @Test
    fun `frames a second are counted between answers`() {
        for (frame in 0L until 100L) recorder.add(1, 1, 1, 1, frame * 50_000_000)
        assertEquals(20.0, recorder.figures().framesPerSecond, 1e-9)
    }

    @Test
    fun `dropped frames and saved power are remembered`() {
        recorder.drop(2)
        recorder.drop(1)
        recorder.savesPower()
        assertEquals(3L to true, recorder.figures().let { it.dropped to it.lowPower })
    }

    @Test
    fun `a histogram counts every time once`() {
        val histogram = Histogram.of(listOf(10, 20, 30, 40, 50), 4)
        assertEquals(5, histogram.counts.sum())
        assertEquals(10L to 54L, histogram.from to histogram.to)
        assertEquals(listOf(2, 1, 2, 0), Histogram.of(listOf(0, 1, 4, 7, 8), 4).counts)
    }

    @Test
    fun `equal times are all in one bin`() = assertEquals(listOf(3, 0), Histogram.of(listOf(7, 7, 7), 2).counts)

    @Test
    fun `nothing makes no histogram`() {
        assertFailsWith<IllegalArgumentException> { Histogram.of(emptyList(), 3) }
        assertNull(Samples(3).times())
    }

    private fun frames(count: Int, time: Long = 1) = repeat(count) { recorder.add(time, time, time, time, it.toLong()) }
}
