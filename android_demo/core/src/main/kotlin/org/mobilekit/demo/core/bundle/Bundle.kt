package org.mobilekit.demo.core.bundle

import java.io.File
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.GoldenImage
import org.mobilekit.demo.core.manifest.Manifest

/**
 * A bundle whose every file was held against its hash.
 *
 * @property identity sha256 of `SHA256SUMS`.
 * @property labels one for each output, in output order.
 * @property reference the source model's outputs on the golden images: a row of classes for each.
 */
class Bundle internal constructor(
    val root: File,
    val identity: String,
    val manifest: Manifest,
    val labels: List<String>,
    val reference: List<FloatArray>,
) {
    /** What this platform can run, in the manifest's order. */
    val artifacts: List<Artifact> = manifest.artifacts.filter { it.format == FORMAT }

    /** The file of an artifact. */
    fun file(artifact: Artifact): File = File(root, artifact.path)

    /**
     * A golden picture, as stored.
     *
     * @throws Refusal it is no binary PPM.
     */
    fun picture(image: GoldenImage): Picture = Picture.readPpm(File(root, image.path).readBytes(), image.path)

    companion object {
        internal const val FORMAT = "tflite"

        /**
         * Reads the bundle in [root], and every file of it once.
         *
         * @throws Refusal anything that the contract does not allow, with the sentence that every reader gives.
         */
        fun open(root: File): Bundle = BundleReader(root).read()
    }
}
