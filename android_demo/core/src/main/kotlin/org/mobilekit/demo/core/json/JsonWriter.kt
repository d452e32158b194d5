package org.mobilekit.demo.core.json

/** JSON as every reader of the profile takes it: one space of indent, keys in the order given. */
object JsonWriter {
    /** UTF-8 bytes of [value], a line feed at the end. */
    fun write(value: JsonValue): ByteArray = StringBuilder().also {
        append(it, value, "\n")
    }.append('\n').toString().encodeToByteArray()

    /** [text] between quotation marks; a lone surrogate, which JSON cannot hold, becomes a question mark. */
    fun quoted(text: String): String = StringBuilder().also { appendText(it, text) }.toString()

    private fun append(out: StringBuilder, value: JsonValue, line: String) {
        when (value) {
            is JsonObject -> appendAll(out, "{}", value.entries.entries.toList(), line) { (key, item), deeper ->
                appendText(out, key)
                out.append(": ")
                append(out, item, deeper)
            }
            is JsonArray -> appendAll(out, "[]", value.items, line) { item, deeper -> append(out, item, deeper) }
            is JsonText -> appendText(out, value.value)
            is JsonInteger -> out.append(value.value)
            is JsonDouble -> out.append(checked(value.value))
            is JsonBoolean -> out.append(value.value)
            JsonNull -> out.append("null")
        }
    }

    private fun <T> appendAll(
        out: StringBuilder,
        brackets: String,
        items: List<T>,
        line: String,
        item: (T, String) -> Unit,
    ) {
        out.append(brackets[0])
        items.forEachIndexed { index, value ->
            out.append(if (index == 0) "$line " else ",$line ")
            item(value, "$line ")
        }
        if (items.isNotEmpty()) out.append(line)
        out.append(brackets[1])
    }

    private fun checked(value: Double): Double = value.also { require(it.isFinite()) { "JSON has no $it" } }

    private fun appendText(out: StringBuilder, text: String) {
        out.append('"')
        // A round trip through UTF-8 replaces lone surrogates.
        for (char in text.encodeToByteArray().decodeToString()) {
            when {
                char == '"' || char == '\\' -> out.append('\\').append(char)
                char < ' ' -> out.append("\\u").append(char.code.toString(HEXADECIMAL).padStart(UNICODE_DIGITS, '0'))
                else -> out.append(char)
            }
        }
        out.append('"')
    }

    private const val HEXADECIMAL = 16
    private const val UNICODE_DIGITS = 4
}
