package org.mobilekit.demo.core.measure

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.mobilekit.demo.core.FakeEngine
import org.mobilekit.demo.core.Fixtures
import org.mobilekit.demo.core.Pictures
import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.manifest.Activation
import org.mobilekit.demo.core.manifest.Golden
import org.mobilekit.demo.core.manifest.LabelsFile
import org.mobilekit.demo.core.manifest.Manifest
import org.mobilekit.demo.core.manifest.Model
import org.mobilekit.demo.core.manifest.ReferenceFile
import org.mobilekit.demo.core.manifest.Size
import org.mobilekit.demo.core.manifest.Weights
import org.mobilekit.demo.core.tensor.RgbFrame

class BenchmarkTest {
    private val artifact = Fixtures.artifact(Size(2, 2))
    private val engine = FakeEngine(artifact, listOf(floatArrayOf(.1f, .2f, .3f, .4f)))
    private val device = FakeDevice()
    private val frames = listOf(RgbFrame(Pictures.of("noise", 3, 3, 1u), 0))

    /** Stage times of the n-th run, counted from 0: 1, 10 and 100 times n + 1. */
    private var asked = 0
    private var now = 0L
    private val clock = Clock {
        val run = asked / 4 + 1L
        now += longArrayOf(1000, run, 10 * run, 100 * run)[asked % 4]
        asked++
        now
    }
    private val classifier by lazy { Classifier(manifest(), artifact, engine, clock) }

    @Test
    fun `warm-ups are thrown away and a hundred runs are counted`() {
        val latency = assertNotNull(Benchmark(device).run(classifier, frames, load = 7))
        assertEquals(110, engine.runs)
        assertEquals(StageTimes(60, 100, 109, 100), latency.preprocess)
        assertEquals(StageTimes(600, 1000, 1090, 100), latency.inference)
        assertEquals(StageTimes(6000, 10_000, 10_900, 100), latency.postprocess)
        assertEquals(7L to 10L, latency.load to latency.first)
        assertEquals(10, latency.warmups)
        assertNull(latency.frameToResult)
    }

    @Test
    fun `another heat begins anew, warm-ups and all`() {
        device.heats[50] = Thermal.SEVERE
        val latency = assertNotNull(Benchmark(device).run(classifier, frames, 0))
        assertEquals(50 + 110, engine.runs)
        assertEquals(Thermal.SEVERE, latency.thermal)
        assertEquals(100, latency.inference.n)
        assertEquals(10L, latency.first)
    }

    @Test
    fun `heat that never settles gives no figures`() {
        for (run in 0..5000) device.heats[run] = if (run / 5 % 2 == 0) Thermal.LIGHT else Thermal.NOMINAL
        assertNull(Benchmark(device).run(classifier, frames, 0))
    }

    @Test
    fun `saved power counts in samples and not in warm-ups`() {
        device.saving = 3..5
        assertEquals(false, Benchmark(device).run(classifier, frames, 0)?.lowPower)
        device.run = 0
        device.saving = 20..20
        assertEquals(true, Benchmark(device).run(classifier, frames, 0)?.lowPower)
    }

    @Test
    fun `a benchmark that is stopped gives nothing`() {
        val told = ArrayList<Int>()
        assertNull(Benchmark(device).run(classifier, frames, 0) { told.add(it).let { _ -> told.size < 20 } })
        assertEquals((1..20).toList(), told)
    }

    @Test
    fun `fewer runs than the contract's are a mistake`() {
        assertFailsWith<IllegalArgumentException> { Benchmark(device, warmups = 9) }
        assertFailsWith<IllegalArgumentException> { Benchmark(device, runs = 99) }
    }

    @Test
    fun `the classifier ranks what the engine answered`() {
        val best = IntArray(3)
        assertEquals(3, classifier.classify(frames[0], best))
        assertEquals(listOf(3, 2, 1), best.toList())
        assertTrue(classifier.probabilities.contentEquals(floatArrayOf(.1f, .2f, .3f, .4f)))
    }

    @Test
    fun `an exception of the runtime reaches the caller`() {
        engine.close()
        assertFailsWith<IllegalStateException> { classifier.classify(frames[0], IntArray(1)) }
    }

    /** Heat and saving by the number of the run, counted from 0. */
    private class FakeDevice : DeviceState {
        val heats = sortedMapOf<Int, Thermal>()
        var saving = IntRange.EMPTY
        var run = 0
        override val thermal: Thermal
            get() = heats.headMap(++run).let { if (it.isEmpty()) Thermal.NOMINAL else it.getValue(it.lastKey()) }
        override val savesPower: Boolean get() = run in saving
    }

    private fun manifest() = Manifest(
        Model("m", "a", null, Size(2, 2), 4, Activation.SOFTMAX, 0, 0, Weights("o", "", ""), "", "", ""),
        Fixtures.rule(2, 2),
        LabelsFile("labels.txt", "", 4),
        Golden("", emptyList(), ReferenceFile("", "")),
        null,
        listOf(artifact),
        emptyMap(),
        "c",
    )
}
