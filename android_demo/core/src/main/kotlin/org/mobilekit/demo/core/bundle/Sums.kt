package org.mobilekit.demo.core.bundle

import java.io.File
import java.io.InputStream
import java.security.MessageDigest
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/** SHA-256 in lowercase hexadecimal digits. */
object Sha256 {
    private const val PIECE = 1 shl 16

    fun of(bytes: ByteArray): String = hex(MessageDigest.getInstance("SHA-256").digest(bytes))

    fun of(file: File): String = file.inputStream().use(::of)

    /** Reads [stream] to its end in pieces. */
    fun of(stream: InputStream): String {
        val digest = MessageDigest.getInstance("SHA-256")
        val piece = ByteArray(PIECE)
        var length = stream.read(piece)
        while (length >= 0) {
            digest.update(piece, 0, length)
            length = stream.read(piece)
        }
        return hex(digest.digest())
    }

    private fun hex(digest: ByteArray) = digest.joinToString("") { "%02x".format(it) }
}

/**
 * `SHA256SUMS`, read.
 *
 * @property identity sha256 of the file itself: what a bundle is known by.
 * @property listed path to sha256, sorted by the paths' bytes.
 */
class Sums private constructor(val identity: String, val listed: Map<String, String>) {
    /** Sha256 of a file, or of a folder: of its lines here. */
    fun of(path: String): String? = listed[path] ?: folder(path)

    private fun folder(path: String): String? {
        val lines = listed.filterKeys { it.startsWith("$path/") }
        if (lines.isEmpty()) return null
        return Sha256.of(lines.entries.joinToString("") { "${it.value}  ${it.key}\n" }.encodeToByteArray())
    }

    companion object {
        const val FILE = "SHA256SUMS"
        private const val MAX_BYTES = 4L * 1024 * 1024
        private const val DIGITS = 64
        private val LINE = Regex("[0-9a-f]{64}  [^\\n]+")

        /**
         * @throws Refusal no lines in coreutils' format, sorted, each path once.
         */
        fun read(file: File): Sums {
            if (!file.isFile) throw refusal("the folder, which lacks it")
            if (file.length() > MAX_BYTES) throw refusal("its size")
            val bytes = file.readBytes()
            val lines = bytes.toString(Charsets.UTF_8).split('\n')
            lines.dropLast(1).forEachIndexed { index, line ->
                if (!LINE.matches(line)) throw refusal("line ${index + 1}")
            }
            val names = lines.dropLast(1).map { it.substring(DIGITS + 2) }
            val order = names.distinct().sortedWith(BY_BYTES)
            if (lines.last().isNotEmpty() || names != order) throw refusal("the order of its lines")
            return Sums(Sha256.of(bytes), names.zip(lines) { name, line -> name to line.take(DIGITS) }.toMap())
        }

        /** UTF-16 order differs from that of UTF-8 bytes above U+FFFF. */
        private val BY_BYTES = Comparator<String> { left, right ->
            val (a, b) = left.encodeToByteArray() to right.encodeToByteArray()
            val differs = (0 until minOf(a.size, b.size)).firstOrNull { a[it] != b[it] }
            if (differs == null) a.size - b.size else (a[differs].toInt() and 0xFF) - (b[differs].toInt() and 0xFF)
        }

        private fun refusal(at: String) = Refusal(Reason.SUMS, FILE, at)
    }
}
