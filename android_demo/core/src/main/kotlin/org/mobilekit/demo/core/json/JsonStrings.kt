package org.mobilekit.demo.core.json

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/** One string, from the byte after its first quotation mark on; [at] ends after the last one. */
internal class JsonStrings(private val bytes: ByteArray, var at: Int, private val file: String) {
    private val text = StringBuilder()

    fun read(): String {
        while (true) {
            val run = at
            while (at < bytes.size && isPlain(bytes[at].toInt())) at++
            text.append(String(bytes, run, at - run, Charsets.UTF_8))
            when (next()) {
                '"'.code -> return text.toString().also(::checkSurrogates)
                '\\'.code -> escape()
                else -> throw grammar()
            }
        }
    }

    /** Bytes from 80 on are negative here, and plain: UTF-8 was checked before. */
    private fun isPlain(byte: Int) = byte != '"'.code && byte != '\\'.code && (byte < 0 || byte >= 0x20)

    private fun escape() {
        val letter = next()
        if (letter == 'u'.code) {
            text.append(unicode())
            return
        }
        val index = ESCAPES.indexOf(letter.toChar())
        if (letter < 0 || index < 0) throw grammar()
        text.append(MEANT[index])
    }

    private fun unicode(): Char {
        var code = 0
        repeat(UNICODE_DIGITS) {
            val digit = Character.digit(hexadecimal(next()), HEXADECIMAL)
            code = code * HEXADECIMAL + digit
        }
        return code.toChar()
    }

    /** Character.digit takes other scripts' digits too: only ASCII ones are let through to it. */
    private fun hexadecimal(byte: Int): Char {
        val char = if (byte >= 0) byte.toChar() else throw grammar()
        if (char !in '0'..'9' && char !in 'a'..'f' && char !in 'A'..'F') throw grammar()
        return char
    }

    /** A low half that is there came from an escape: raw ones are not valid UTF-8. */
    private fun checkSurrogates(text: String) {
        var index = 0
        while (index < text.length) {
            val char = text[index]
            val pair = char.isHighSurrogate() && index + 1 < text.length && text[index + 1].isLowSurrogate()
            if (char.isSurrogate() && !pair) {
                throw Refusal(Reason.SURROGATE, file, "\\u" + char.code.toString(HEXADECIMAL))
            }
            index += if (pair) 2 else 1
        }
    }

    private fun next(): Int = if (at < bytes.size) bytes[at++].toInt() else throw grammar()

    private fun grammar() = Refusal(Reason.GRAMMAR, file, "byte ${minOf(at, bytes.size)}")

    private companion object {
        const val ESCAPES = "\"\\/bfnrt"
        const val MEANT = "\"\\/\b\u000C\n\r\t"
        const val HEXADECIMAL = 16
        const val UNICODE_DIGITS = 4
    }
}
