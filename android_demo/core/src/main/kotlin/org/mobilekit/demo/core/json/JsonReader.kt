package org.mobilekit.demo.core.json

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/**
 * JSON by the contract's profile: RFC 8259 and nothing more, with limits that every reader has.
 *
 * A reader of its own, as the platforms' readers disagree on bad JSON: `contract/README.md`, section JSON.
 */
class JsonReader private constructor(private val bytes: ByteArray, private val file: String) {
    private var at = 0
    private var depth = 0

    private fun document(): JsonValue {
        val value = value()
        skipSpace()
        if (at < bytes.size) throw grammar()
        return value
    }

    private fun value(): JsonValue {
        skipSpace()
        return when (val first = peek()) {
            '{'.code -> nested { objectBody() }
            '['.code -> nested { arrayBody() }
            '"'.code -> JsonText(string())
            't'.code -> word("true", JsonBoolean(true))
            'f'.code -> word("false", JsonBoolean(false))
            'n'.code -> word("null", JsonNull)
            else -> if (first == '-'.code || isDigit(first)) {
                JsonNumbers(bytes, at, file).read().also {
                    at = it.end
                }.value
            } else {
                throw grammar()
            }
        }
    }

    private fun nested(body: () -> JsonValue): JsonValue {
        depth++
        if (depth > MAX_DEPTH) throw Refusal(Reason.DEPTH, file)
        at++
        return body().also { depth-- }
    }

    private fun objectBody(): JsonValue {
        val entries = LinkedHashMap<String, JsonValue>()
        skipSpace()
        if (taken('}')) return JsonObject(entries)
        do {
            skipSpace()
            val key = string()
            skipSpace()
            expect(':')
            val value = value()
            if (entries.put(key, value) != null) throw Refusal(Reason.REPEATED_KEY, file, JsonWriter.quoted(key))
            skipSpace()
        } while (taken(','))
        expect('}')
        return JsonObject(entries)
    }

    private fun arrayBody(): JsonValue {
        val items = ArrayList<JsonValue>()
        skipSpace()
        if (taken(']')) return JsonArray(items)
        do {
            items.add(value())
            skipSpace()
        } while (taken(','))
        expect(']')
        return JsonArray(items)
    }

    private fun string(): String {
        if (peek() != '"'.code) throw grammar()
        val strings = JsonStrings(bytes, at + 1, file)
        return strings.read().also { at = strings.at }
    }

    private fun word(text: String, value: JsonValue): JsonValue {
        for (index in text.indices) {
            if (at + index >= bytes.size || bytes[at + index].toInt() != text[index].code) throw grammar()
        }
        at += text.length
        return value
    }

    private fun skipSpace() {
        while (at < bytes.size && bytes[at].toInt() in SPACE) at++
    }

    private fun peek(): Int = if (at < bytes.size) bytes[at].toInt() else -1

    private fun taken(wanted: Char): Boolean = (peek() == wanted.code).also { if (it) at++ }

    private fun expect(wanted: Char) {
        if (!taken(wanted)) throw grammar()
    }

    private fun grammar() = Refusal(Reason.GRAMMAR, file, "byte $at")

    companion object {
        /** Largest file, bytes: checked before anything else. */
        const val MAX_BYTES = 4 * 1024 * 1024

        /** Objects and lists inside one another, the outermost counted. */
        const val MAX_DEPTH = 32

        private val SPACE = setOf(0x20, 0x09, 0x0A, 0x0D)

        internal fun isDigit(byte: Int) = byte in '0'.code..'9'.code

        /**
         * The one value in [bytes].
         *
         * @param file what the sentences call the file.
         * @throws Refusal outside the profile.
         */
        fun read(bytes: ByteArray, file: String): JsonValue {
            if (bytes.size > MAX_BYTES) throw Refusal(Reason.TOO_LARGE, file)
            if (Utf8.hasMark(bytes) || !Utf8.isValid(bytes)) throw Refusal(Reason.ENCODING, file)
            return JsonReader(bytes, file).document()
        }
    }
}
