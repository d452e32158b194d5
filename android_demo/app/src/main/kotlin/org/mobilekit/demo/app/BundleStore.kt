package org.mobilekit.demo.app

import java.io.File
import java.io.IOException
import java.io.InputStream

/** What the app was built with. */
fun interface Packaged {
    fun open(path: String): InputStream
}

/**
 * Where bundles are kept: the runtime reads files, and a bundle is checked file by file.
 *
 * @param home a folder that only this app writes to.
 */
class BundleStore(private val home: File, private val packaged: Packaged) {
    private val own = File(home, "packaged")
    private val imported = File(home, "imported")

    /** The bundle that came with the app, copied out if the copy is not the same. */
    fun packaged(): File {
        val sums = packaged.open("$FOLDER/$SUMS").use(InputStream::readBytes)
        val copied = File(own, SUMS)
        val same = copied.isFile && copied.readBytes().contentEquals(sums)
        if (!same) fill(own) { fresh -> fresh.also { copyOut(sums, it) } }
        return own
    }

    /**
     * Takes over a bundle from a zip archive. What was imported before stays until the new one is unpacked whole.
     *
     * @throws ImportFailure the archive is not taken.
     * @throws IOException there is no room for it.
     */
    fun import(archive: InputStream): File {
        fill(imported) { ZipImport().unpack(archive, it) }
        return imported
    }

    /** Never a half bundle: a sibling is filled, then renamed. */
    private fun fill(target: File, write: (File) -> File) {
        val fresh = File(home, "${target.name}.new")
        fresh.deleteRecursively()
        if (!fresh.mkdirs()) throw IOException("cannot make $fresh")
        try {
            val whole = write(fresh)
            target.deleteRecursively()
            if (!whole.renameTo(target)) throw IOException("cannot rename $whole")
        } finally {
            fresh.deleteRecursively()
        }
    }

    /** By the list of sums, which names every file: what lies in a folder, assets are slow to say. */
    private fun copyOut(sums: ByteArray, target: File) {
        for (line in String(sums, Charsets.UTF_8).lines().filter(String::isNotEmpty)) {
            val path = line.substringAfter(BETWEEN)
            val file = File(target, path)
            file.parentFile?.mkdirs()
            packaged.open("$FOLDER/$path").use { from -> file.outputStream().use(from::copyTo) }
        }
        File(target, SUMS).writeBytes(sums)
    }

    private companion object {
        const val FOLDER = "bundle"
        const val SUMS = "SHA256SUMS"
        const val BETWEEN = "  "
    }
}
