package org.mobilekit.demo.core.bundle

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.FileVisitResult
import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.nio.file.SimpleFileVisitor
import java.nio.file.attribute.BasicFileAttributes
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Manifest
import org.mobilekit.demo.core.manifest.ManifestReader
import org.mobilekit.demo.core.tensor.RgbFrame
import org.mobilekit.demo.core.tensor.SeenPixels

/** The gates of a bundle, in this order: files and hashes, the manifest, what the manifest says of the files. */
internal class BundleReader(private val root: File) {
    fun read(): Bundle {
        val sums = Sums.read(File(root, Sums.FILE))
        compare(sums)
        if (Manifest.FILE !in sums.listed) throw Refusal(Reason.FILE_MISSING, Sums.FILE, Manifest.FILE)
        val manifest = ManifestReader.read(headOf(File(root, Manifest.FILE)))
        manifest.artifacts.forEach { check(it, sums) }
        check(manifest.labels.path, manifest.labels.sha256, sums)
        check(manifest.golden.reference.path, manifest.golden.reference.sha256, sums)
        val labels = Labels.read(File(root, manifest.labels.path).readBytes(), manifest.labels.path)
        if (labels.size != manifest.model.classes) {
            throw Refusal(Reason.LABEL_COUNT, manifest.labels.path, "line ${labels.size}")
        }
        return Bundle(root, sums.identity, manifest, labels, reference(manifest)).also(::checkPictures)
    }

    /** Both ways. Only names that are in the folder are opened, so a listed path cannot lead out of it. */
    private fun compare(sums: Sums) {
        val present = present()
        (present - sums.listed.keys).minOrNull()?.let { throw Refusal(Reason.FILE_UNLISTED, Sums.FILE, it) }
        for ((name, sha256) in sums.listed) {
            if (name !in present) throw Refusal(Reason.FILE_MISSING, Sums.FILE, name)
            val file = File(root, name)
            // A link may lead anywhere: what it leads to is not in the bundle.
            if (!Files.isRegularFile(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
                throw Refusal(Reason.FILE_MISSING, Sums.FILE, name)
            }
            if (Sha256.of(file) != sha256) throw Refusal(Reason.FILE_CHANGED, Sums.FILE, name)
        }
    }

    /** Everything below the root but folders, `report/` and `SHA256SUMS`: relative, with `/`. */
    private fun present(): Set<String> {
        val top = root.toPath()
        val names = HashSet<String>()
        Files.walkFileTree(
            top,
            object : SimpleFileVisitor<Path>() {
                override fun preVisitDirectory(folder: Path, attributes: BasicFileAttributes): FileVisitResult =
                    if (folder == top.resolve(REPORT)) FileVisitResult.SKIP_SUBTREE else FileVisitResult.CONTINUE

                override fun visitFile(file: Path, attributes: BasicFileAttributes): FileVisitResult {
                    names.add(top.relativize(file).joinToString("/"))
                    return FileVisitResult.CONTINUE
                }
            },
        )
        return names - Sums.FILE
    }

    private fun check(artifact: Artifact, sums: Sums) {
        check(artifact.path, artifact.sha256, sums)
        val size = File(root, artifact.path).walkTopDown().filter { it.isFile }.sumOf { it.length() }
        if (size != artifact.bytes) throw Refusal(Reason.FILE_CHANGED, Manifest.FILE, artifact.path)
        if (artifact.format == Bundle.FORMAT) ModelWalk.check(File(root, artifact.path), artifact.path)
    }

    /** The manifest's own word on a file, which may be older than SHA256SUMS. */
    private fun check(path: String, sha256: String, sums: Sums) {
        val actual = sums.of(path) ?: throw Refusal(Reason.FILE_MISSING, Manifest.FILE, path)
        if (actual != sha256) throw Refusal(Reason.FILE_CHANGED, Manifest.FILE, path)
    }

    /** A picture that becomes another tensor here than where the bundle was made would prove nothing of a delegate. */
    private fun checkPictures(bundle: Bundle) {
        val seen = SeenPixels(bundle.manifest.preprocessing)
        for (image in bundle.manifest.golden.images) {
            if (!File(root, image.path).isFile) throw Refusal(Reason.FILE_MISSING, Manifest.FILE, image.path)
            val tensor = seen.bytes(RgbFrame(bundle.picture(image), image.rotation))
            if (Sha256.of(tensor) != image.tensorSha256) throw Refusal(Reason.FILE_CHANGED, Manifest.FILE, image.path)
        }
    }

    private fun reference(manifest: Manifest): List<FloatArray> {
        val path = manifest.golden.reference.path
        val bytes = File(root, path).readBytes()
        val (images, classes) = manifest.golden.images.size to manifest.model.classes
        if (bytes.size.toLong() != FLOAT_BYTES * images * classes) throw Refusal(Reason.REFERENCE, path)
        val floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
        return List(images) { FloatArray(classes).also(floats::get) }
    }

    /** One byte more than is allowed is enough to refuse it. */
    private fun headOf(file: File): ByteArray = file.inputStream().use { stream ->
        val head = ByteArray(minOf(file.length(), JsonReader.MAX_BYTES + 1L).toInt())
        var filled = 0
        while (filled < head.size) {
            val length = stream.read(head, filled, head.size - filled)
            if (length < 0) break
            filled += length
        }
        head.copyOf(filled)
    }

    private companion object {
        const val REPORT = "report"
        const val FLOAT_BYTES = 4L
    }
}
