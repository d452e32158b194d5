package org.mobilekit.demo.core.bundle

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.Utf8

/** `labels.txt`: UTF-8, one label and one line feed for each output, in output order. */
internal object Labels {
    private const val LINE_FEED = 0x0A.toByte()

    /**
     * Splits at the byte 0A alone: a carriage return, or U+2028, is part of a label.
     *
     * @throws Refusal not UTF-8, a byte order mark, an empty label, no line feed at the end.
     */
    fun read(bytes: ByteArray, file: String): List<String> {
        if (Utf8.hasMark(bytes) || !Utf8.isValid(bytes)) throw refusal(file, "its encoding")
        if (bytes.isEmpty() || bytes.last() != LINE_FEED) throw refusal(file, "its end")
        val labels = String(bytes, 0, bytes.size - 1, Charsets.UTF_8).split('\n')
        val empty = labels.indexOfFirst { it.isBlank() }
        if (empty >= 0) throw refusal(file, "line ${empty + 1}")
        return labels
    }

    private fun refusal(file: String, at: String) = Refusal(Reason.LABELS, file, at)
}
