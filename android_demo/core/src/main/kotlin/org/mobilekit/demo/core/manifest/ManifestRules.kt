package org.mobilekit.demo.core.manifest

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/** The rules between keys that a schema cannot say: `contract/README.md`, "Rules between keys". */
internal object ManifestRules {
    private val GEOMETRY = listOf(Step.ROTATE, Step.CROP, Step.RESIZE)
    private val QUANTISED = listOf(listOf(Step.QUANTISE), listOf(Step.NORMALISE, Step.QUANTISE))
    private val FLOATING = listOf(emptyList(), listOf(Step.NORMALISE))

    /** What may follow the geometry, by the input's type. */
    private val STEPS = mapOf(
        DType.FLOAT32 to FLOATING,
        DType.FLOAT16 to FLOATING,
        DType.UINT8 to listOf(emptyList<Step>()) + QUANTISED,
        DType.INT8 to QUANTISED,
        DType.INT16 to QUANTISED,
    )

    fun check(manifest: Manifest) {
        val classes = manifest.model.classes
        if (manifest.labels.count != classes) throw refusal(Reason.LABEL_COUNT, "$.labels.count")
        if (manifest.model.resolution != manifest.preprocessing.size) throw refusal(Reason.SHAPE, "$.model.resolution")
        manifest.golden.images.forEachIndexed { index, image ->
            if (image.top5.max() >= classes) throw refusal(Reason.CLASS_INDEX, "$.golden.images[$index].top5")
        }
        val size = manifest.preprocessing.size
        manifest.artifacts.forEachIndexed { index, artifact -> check(artifact, classes, size, "$.artifacts[$index]") }
        checkNames(manifest)
    }

    private fun check(artifact: Artifact, classes: Int, size: Size, place: String) {
        val input = artifact.input
        if (input.shape != listOf(1, size.height, size.width, CHANNELS) || input.layout != "NHWC") {
            throw refusal(Reason.SHAPE, "$place.inputs[0].shape")
        }
        if (artifact.scoresIndex < 0 || artifact.scores.shape != listOf(1, classes)) {
            throw refusal(Reason.LABEL_COUNT, "$place.outputs")
        }
        val unscaled = Step.QUANTISE in artifact.appSteps && input.quantisation == null
        if (!fits(artifact.appSteps, input.dtype) || unscaled) throw refusal(Reason.STEPS, "$place.app_steps")
    }

    private fun fits(steps: List<Step>, dtype: DType): Boolean =
        steps.take(GEOMETRY.size) == GEOMETRY && steps.drop(GEOMETRY.size) in STEPS[dtype].orEmpty()

    /** Paths compare without case, as the file systems of macOS and Windows do; they are ASCII by then. */
    private fun checkNames(manifest: Manifest) {
        val golden = manifest.golden
        val paths = listOf(manifest.labels.path, golden.reference.path) +
            golden.images.map { it.path } + manifest.artifacts.map { it.path }
        for (names in listOf(manifest.artifacts.map { it.variant }, paths.map { it.lowercase() })) {
            val seen = HashSet<String>()
            names.firstOrNull { !seen.add(it) }?.let { throw refusal(Reason.REPEATED_NAME, it) }
        }
    }

    private fun refusal(reason: Reason, place: String) = Refusal(reason, Manifest.FILE, place)

    private const val CHANNELS = 3
}
