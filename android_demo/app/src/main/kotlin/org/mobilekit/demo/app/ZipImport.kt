package org.mobilekit.demo.app

import java.io.File
import java.io.IOException
import java.io.InputStream
import java.util.zip.ZipEntry
import java.util.zip.ZipException
import java.util.zip.ZipInputStream

/** An archive that is not taken. @property remedy what to do about it. */
class ImportFailure(val sentence: String, val remedy: String, cause: Throwable? = null) : Exception(sentence, cause)

/**
 * Unpacks an archive that somebody chose: untrusted, so each path is held against the contract's rule and everything
 * against a limit, whatever the archive says of itself.
 */
class ZipImport(private val mostFiles: Int = MOST_FILES, private val mostBytes: Long = MOST_BYTES) {
    /**
     * @param target an empty folder.
     * @return the folder in it that holds the bundle: itself, or the only one in it.
     * @throws ImportFailure the archive is none, is too large, or has a path that the contract does not allow.
     */
    fun unpack(archive: InputStream, target: File): File {
        try {
            ZipInputStream(archive.buffered()).use { zip -> unpackAll(zip, target) }
        } catch (damage: ZipException) {
            throw ImportFailure("The archive is damaged: ${damage.message}.", AGAIN, damage)
        } catch (damage: IOException) {
            throw ImportFailure("The archive cannot be read to its end: ${damage.message}.", AGAIN, damage)
        }
        val inside = target.listFiles().orEmpty()
        if (inside.isEmpty()) throw ImportFailure("The file is no zip archive, or an empty one.", AGAIN)
        return inside.singleOrNull()?.takeIf(File::isDirectory) ?: target
    }

    private fun unpackAll(zip: ZipInputStream, target: File) {
        val seen = HashSet<String>()
        var left = mostBytes
        generateSequence(zip::getNextEntry).filterNot(ZipEntry::isDirectory).forEach { entry ->
            val name = entry.name
            if (!PATH.matches(name)) {
                throw ImportFailure("The archive has a path that a bundle cannot have: $name.", AGAIN)
            }
            // Some file systems take two spellings for one file.
            if (!seen.add(name.lowercase())) throw ImportFailure("The archive has a path twice: $name.", AGAIN)
            if (seen.size > mostFiles) throw ImportFailure("The archive has more than $mostFiles files.", AGAIN)
            left -= copy(zip, File(target, name), left)
        }
    }

    /** Counts what comes out: what the archive says of a size is only said. */
    private fun copy(from: InputStream, file: File, most: Long): Long {
        file.parentFile?.mkdirs()
        var written = 0L
        file.outputStream().use { out ->
            val block = ByteArray(BLOCK)
            var count = from.read(block)
            while (count >= 0) {
                written += count
                if (written > most) throw ImportFailure("The archive holds more than $mostBytes bytes.", AGAIN)
                out.write(block, 0, count)
                count = from.read(block)
            }
        }
        return written
    }

    companion object {
        /** A bundle has a few dozen files; Core ML packages have some more. */
        const val MOST_FILES = 2000

        /** The largest MobileNet in every recipe of both formats is below a fifth of it. */
        const val MOST_BYTES = 512L shl 20
        private const val BLOCK = 1 shl 16
        private const val AGAIN = "Zip the bundle's folder again, as `mobilekit convert` made it."

        // The contract's rule for a path, once more: here it decides where a file is written.
        private val PATH = Regex("(?=.{1,255}$)[A-Za-z0-9_+-][A-Za-z0-9._+-]*(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)*")
    }
}
