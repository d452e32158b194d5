package org.mobilekit.demo.core.json

/** UTF-8 as RFC 3629 has it. `String(bytes)` would replace what is wrong and say nothing. */
internal object Utf8 {
    private val BOM = byteArrayOf(0xEF.toByte(), 0xBB.toByte(), 0xBF.toByte())

    /** Whether [bytes] are valid UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
    fun isValid(bytes: ByteArray): Boolean {
        var at = 0
        while (at < bytes.size) {
            val length = sequenceLength(bytes, at)
            if (length == 0) return false
            at += length
        }
        return true
    }

    /** Whether [bytes] begin with a byte order mark. */
    fun hasMark(bytes: ByteArray): Boolean = bytes.size >= BOM.size && BOM.indices.all { bytes[it] == BOM[it] }

    /** Bytes of the sequence at [at], or 0 where it is not valid (RFC 3629, section 4: the table of ranges). */
    private fun sequenceLength(bytes: ByteArray, at: Int): Int {
        val first = bytes[at].toInt() and 0xFF
        return when {
            first < 0x80 -> 1
            first in 0xC2..0xDF -> tail(bytes, at, 2, 0x80..0xBF)
            first == 0xE0 -> tail(bytes, at, 3, 0xA0..0xBF)
            first == 0xED -> tail(bytes, at, 3, 0x80..0x9F)
            first in 0xE1..0xEF -> tail(bytes, at, 3, 0x80..0xBF)
            first == 0xF0 -> tail(bytes, at, 4, 0x90..0xBF)
            first in 0xF1..0xF3 -> tail(bytes, at, 4, 0x80..0xBF)
            first == 0xF4 -> tail(bytes, at, 4, 0x80..0x8F)
            else -> 0
        }
    }

    private fun tail(bytes: ByteArray, at: Int, length: Int, second: IntRange): Int {
        if (at + length > bytes.size || (bytes[at + 1].toInt() and 0xFF) !in second) return 0
        for (index in at + 2 until at + length) {
            if ((bytes[index].toInt() and 0xC0) != 0x80) return 0
        }
        return length
    }
}
