package org.mobilekit.demo.litert

import java.io.File
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.bundle.Sums

/** A copy of a bundle to damage. */
class Damage(from: File, val root: File) {
    init {
        from.copyRecursively(root)
    }

    fun file(path: String) = File(root, path)

    fun change(path: String, edit: (ByteArray) -> ByteArray) = file(path).let { it.writeBytes(edit(it.readBytes())) }

    /** Replaces [old], which is there, in the manifest's text, once. */
    fun manifest(old: String, new: String) = change("manifest.json") { bytes ->
        val text = bytes.decodeToString()
        check(old in text) { "the manifest has no $old" }
        text.replaceFirst(old, new).encodeToByteArray()
    }

    /** As [manifest], after the place where [after] stands. */
    fun manifestAfter(after: String, old: String, new: String) = change("manifest.json") { bytes ->
        val (head, tail) = bytes.decodeToString().split(after, limit = 2)
        check(old in tail) { "the manifest has no $old after $after" }
        (head + after + tail.replaceFirst(old, new)).encodeToByteArray()
    }

    /** Makes SHA256SUMS say what is there: whoever damages a bundle on purpose does that too. */
    fun seal() {
        val files = root.walkTopDown().filter { it.isFile && it.name != Sums.FILE }
        val lines = files.map { it.relativeTo(root).path to Sha256.of(it) }.sortedBy { it.first }
        file(Sums.FILE).writeText(lines.joinToString("") { (path, sha256) -> "$sha256  $path\n" })
    }

    /** Makes the manifest say the new hash of [path], which had [before]. */
    fun reseal(path: String, before: String) {
        manifest(before, Sha256.of(file(path)))
        seal()
    }
}
