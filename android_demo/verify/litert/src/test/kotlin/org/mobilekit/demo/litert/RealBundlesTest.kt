package org.mobilekit.demo.litert

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.json.JsonArray
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.tensor.RgbFrame

class RealBundlesTest {
    @ParameterizedTest(name = "{0} passes its self-check")
    @MethodSource("subjects")
    fun `every variant passes its self-check on the real runtime`(subject: Subject) {
        val result = subject.bundle.check(subject.artifact)
        assertEquals(Verdict.PASS, result.verdict, result.reason)
        println("$subject: largest difference ${result.largestDifference}, tolerance ${result.tolerance}")
    }

    @ParameterizedTest(name = "{0} ranks every golden image as Python does")
    @MethodSource("subjects")
    fun `the best five equal Python's on every golden image`(subject: Subject) {
        val wanted = answersOf(subject)
        val got = subject.bundle.with(subject.artifact) { _, classifier ->
            subject.bundle.manifest.golden.images.map { image ->
                val best = IntArray(5)
                val count = classifier.classify(RgbFrame(subject.bundle.picture(image), image.rotation), best)
                best.take(count)
            }
        }
        assertEquals(wanted, got)
    }

    @Test
    fun `each of the four variants is there`() {
        val variants = setOf("tflite-float32", "tflite-float16", "tflite-dynamic_int8", "tflite-int8")
        for (bundle in Bundles.all) assertTrue(bundle.artifacts.map { it.variant }.containsAll(variants))
    }

    private fun answersOf(subject: Subject): List<List<Int>> {
        val json = JsonReader.read(Bundles.answers(subject.bundle).readBytes(), "answers") as JsonObject
        val rows = (json.entries.getValue(subject.artifact.variant) as JsonArray).items
        return rows.map { row -> (row as JsonArray).items.map { (it as JsonInteger).value.toInt() } }
    }

    class Subject(val bundle: Bundle, val artifact: Artifact) {
        override fun toString() = "${bundle.manifest.model.name} ${artifact.variant}"
    }

    companion object {
        @JvmStatic
        fun subjects() = Bundles.all.flatMap { bundle -> bundle.artifacts.map { Subject(bundle, it) } }
    }
}
