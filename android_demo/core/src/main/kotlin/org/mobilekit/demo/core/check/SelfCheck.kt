package org.mobilekit.demo.core.check

import java.util.Locale
import kotlin.math.abs
import org.mobilekit.demo.core.answer.Answers
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.engine.Opened
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.tensor.RgbFrame

/**
 * Runs a bundle's golden images through an engine and compares with the source model's outputs, by the contract's
 * "Device reports".
 */
class SelfCheck(private val bundle: Bundle, private val artifact: Artifact) {
    private val activation = bundle.manifest.model.activation

    /**
     * Runs on the engine's thread.
     *
     * @param progress told after each image how many are done.
     */
    fun run(opened: Opened, classifier: Classifier, progress: (Int) -> Unit = {}): CheckResult {
        val images = bundle.manifest.golden.images.mapIndexed { index, image ->
            classifier.classify(RgbFrame(bundle.picture(image), image.rotation), IntArray(1))
            compared(index, classifier.scores).also { progress(index + 1) }
        }
        return verdict(opened, images)
    }

    private fun compared(index: Int, scores: FloatArray): CheckedImage {
        val reference = bundle.reference[index]
        var largest = 0.0
        for (place in scores.indices) {
            val difference = abs(scores[place].toDouble() - reference[place])
            largest = maxOf(largest, if (difference.isFinite()) difference else CheckedImage.NOT_FINITE)
        }
        val image = bundle.manifest.golden.images[index]
        return CheckedImage(image.path, image.top5.first(), firstClass(scores, reference), largest)
    }

    private fun firstClass(scores: FloatArray, reference: FloatArray): Int {
        if (scores.size > 1) return Answers.topOne(scores, activation)
        return if (Answers.topOne(scores, activation) == Answers.topOne(reference, activation)) 0 else 1
    }

    private fun verdict(opened: Opened, images: List<CheckedImage>): CheckResult {
        val tolerance = opened.requested.tolerance
        val wrong = images.count { !it.isRight }
        val largest = images.maxOf { it.maxAbsDifference }
        val (verdict, reason) = when {
            opened.fellBack -> Verdict.FELL_BACK to opened.reason
            wrong > 0 -> Verdict.WRONG to "$wrong of ${images.size} answers differ from the reference's."
            largest > tolerance -> Verdict.DRIFT to driftSentence(largest, tolerance)
            else -> Verdict.PASS to ""
        }
        val requested = opened.requested.delegate
        return CheckResult(artifact.variant, requested, opened.actual.delegate, verdict, reason, tolerance, images)
    }

    private fun driftSentence(largest: Double, tolerance: Double) =
        "The largest difference is %.3g, the tolerance %.3g.".format(Locale.ROOT, largest, tolerance)
}
