package org.mobilekit.demo.core.json

import kotlin.math.abs
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/** One number, from [start] on. */
internal class JsonNumbers(private val bytes: ByteArray, private val start: Int, private val file: String) {
    private var at = start

    /** @property end the first byte after the number. */
    class Read(val value: JsonValue, val end: Int)

    fun read(): Read {
        taken('-')
        val leadingZero = peek() == '0'.code
        val digits = digits()
        if (leadingZero && digits > 1) throw grammar()
        val whole = peek() != '.'.code && peek() != 'e'.code && peek() != 'E'.code
        if (taken('.')) digits()
        if (taken('e') || taken('E')) {
            if (!taken('+')) taken('-')
            digits()
        }
        return Read(if (whole) integer() else double(), at)
    }

    private fun integer(): JsonValue {
        val text = text()
        // The length first: thousands of digits are a number that no Long holds.
        val value = if (text.length <= MAX_DIGITS) text.toLong() else Long.MAX_VALUE
        if (abs(value) > MAX_INTEGER) throw Refusal(Reason.INTEGER_RANGE, file, text.take(SHOWN))
        return JsonInteger(value)
    }

    private fun double(): JsonValue {
        val value = text().toDouble()
        if (value.isInfinite()) throw Refusal(Reason.NUMBER_RANGE, file, text().take(SHOWN))
        return JsonDouble(value)
    }

    private fun text() = String(bytes, start, at - start, Charsets.US_ASCII)

    /** Skips one digit or more and says how many. */
    private fun digits(): Int {
        val first = at
        while (JsonReader.isDigit(peek())) at++
        if (at == first) throw grammar()
        return at - first
    }

    private fun peek(): Int = if (at < bytes.size) bytes[at].toInt() else -1

    private fun taken(wanted: Char): Boolean = (peek() == wanted.code).also { if (it) at++ }

    private fun grammar() = Refusal(Reason.GRAMMAR, file, "byte $at")

    private companion object {
        /** Beyond it a double skips integers (IEEE 754 binary64). */
        const val MAX_INTEGER = 1L shl 53
        const val MAX_DIGITS = "-9007199254740992".length
        const val SHOWN = 40
    }
}
