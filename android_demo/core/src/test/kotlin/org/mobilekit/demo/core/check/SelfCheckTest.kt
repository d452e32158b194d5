package org.mobilekit.demo.core.check

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.mobilekit.demo.core.FakeFactory
import org.mobilekit.demo.core.TinyBundle
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.engine.DelegatePlan

class SelfCheckTest {
    @TempDir
    lateinit var folder: File
    private val tiny by lazy { TinyBundle(folder) }
    private val bundle by lazy { Bundle.open(tiny.write()) }

    @Test
    fun `the reference's own answers pass`() {
        val result = checked(tiny.reference)
        assertEquals(Verdict.PASS, result.verdict)
        assertEquals("", result.reason)
        assertTrue(result.answersAreRight)
        assertEquals(listOf(2, 0), result.images.map { it.top1 })
        assertEquals(listOf("golden/0.ppm", "golden/1.ppm"), result.images.map { it.path })
    }

    @Test
    fun `a difference of just the tolerance passes and a larger one drifts`() {
        val tolerance = bundle.artifacts.first().delegates.last().tolerance
        assertEquals(Verdict.PASS, checked(off(tolerance.toFloat() * .99f)).verdict)
        val drifted = checked(off(.002f))
        assertEquals(Verdict.DRIFT, drifted.verdict)
        assertEquals("The largest difference is 0.00200, the tolerance 0.00100.", drifted.reason)
        assertTrue(drifted.answersAreRight)
    }

    @Test
    fun `the tolerance is that of the rung that was asked for`() =
        assertEquals(Verdict.PASS, checked(off(.05f), "gpu").verdict)

    @Test
    fun `another first class is wrong`() {
        val result = checked(listOf(tiny.reference[0], floatArrayOf(.1f, .7f, .1f, .1f)))
        assertEquals(Verdict.WRONG, result.verdict)
        assertEquals("1 of 2 answers differ from the reference's.", result.reason)
        assertFalse(result.answersAreRight)
    }

    @Test
    fun `labels moved on by one are wrong`() {
        val moved = tiny.reference.map { row -> FloatArray(4) { row[(it + 3) % 4] } }
        assertEquals("2 of 2 answers differ from the reference's.", checked(moved).reason)
    }

    @Test
    fun `an output that is no number has the stand-in for its difference`() {
        val rows = tiny.reference.map { row -> row.copyOf().also { it[3] = Float.NaN } }
        val result = checked(rows)
        assertEquals(Verdict.DRIFT, result.verdict)
        assertEquals(CheckedImage.NOT_FINITE, result.largestDifference)
    }

    @Test
    fun `a fall-back is called that whatever it answers`() {
        val broken = mapOf("gpu" to "no OpenCL")
        val right = checked(tiny.reference, "gpu", broken)
        assertEquals(Verdict.FELL_BACK, right.verdict)
        assertEquals("GPU -> CPU: no OpenCL", right.reason)
        assertEquals("gpu" to "cpu", right.delegate to right.ranOn)
        assertTrue(right.answersAreRight)
        assertEquals(bundle.artifacts.first().delegates.first().tolerance, right.tolerance)
        val wrong = checked(List(2) { FloatArray(4) { it.toFloat() } }, "gpu", broken)
        assertEquals(Verdict.FELL_BACK, wrong.verdict)
        assertFalse(wrong.answersAreRight)
    }

    @Test
    fun `progress is told after each image`() {
        val told = ArrayList<Int>()
        run("cpu", FakeFactory(tiny.reference), told::add)
        assertEquals(listOf(1, 2), told)
    }

    private fun off(by: Float) = tiny.reference.map { row -> row.copyOf().also { it[1] += by } }

    private fun checked(answers: List<FloatArray>, delegate: String = "cpu", broken: Map<String, String> = emptyMap()) =
        run(delegate, FakeFactory(answers, broken)) { }

    private fun run(delegate: String, factory: FakeFactory, progress: (Int) -> Unit): CheckResult {
        val artifact = bundle.artifacts.first()
        val opened = DelegatePlan(artifact).open(factory, bundle.file(artifact), delegate)
        val classifier = Classifier(bundle.manifest, artifact, opened.engine) { 0 }
        return SelfCheck(bundle, artifact).run(opened, classifier, progress)
    }
}
