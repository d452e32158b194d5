package org.mobilekit.demo.core.json

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.junit.jupiter.params.provider.ValueSource
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

class JsonTest {
    @ParameterizedTest(name = "[{0}]")
    @MethodSource("taken")
    fun `what RFC 8259 allows is read as it means`(text: String, value: JsonValue) =
        assertEquals(value, JsonReader.read(text.encodeToByteArray(), "file"))

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
        strings = [
            "", "01", "-", "1.", ".5", "1e", "+1", "NaN", "[1,]", "{,}", "{\"a\":1,}", "tru", "'a'", "\"\\x\"",
            "1 2", "[", "\"a", "{\"a\" 1}", "\"\\u12g4\"", "0x10", "[1}",
        ],
    )
    fun `what it does not allow is refused`(text: String) =
        assertEquals(Reason.GRAMMAR, reasonOf(text.encodeToByteArray()))

    @ParameterizedTest(name = "bytes {0}")
    @ValueSource(
        strings = [
            "c0 80", "c1 bf", "ed a0 80", "f4 90 80 80", "f5 80 80 80", "e0 80 80", "f0 80 80 80", "80", "c3",
            "e2 82", "ff", "c3 28", "ef bb bf 31",
        ],
    )
    fun `bytes that are no UTF-8 are refused`(hexadecimal: String) {
        val bytes = hexadecimal.split(' ').map { it.toInt(16).toByte() }.toByteArray()
        val mark = bytes.size == 4 && bytes[3] == '1'.code.toByte()
        assertEquals(Reason.ENCODING, reasonOf(if (mark) bytes else quoted(bytes)))
    }

    @ParameterizedTest(name = "bytes {0}")
    @ValueSource(strings = ["c2 80", "df bf", "e0 a0 80", "ed 9f bf", "ee 80 80", "f0 90 80 80", "f4 8f bf bf", "7f"])
    fun `the ends of UTF-8's ranges are taken`(hexadecimal: String) {
        val bytes = hexadecimal.split(' ').map { it.toInt(16).toByte() }.toByteArray()
        assertEquals(JsonText(bytes.decodeToString()), JsonReader.read(quoted(bytes), "file"))
    }

    @Test
    fun `thirty-two levels are read and thirty-three are refused`() {
        JsonReader.read(("[".repeat(32) + "]".repeat(32)).encodeToByteArray(), "file")
        assertEquals(Reason.DEPTH, reasonOf(("[".repeat(33) + "]".repeat(33)).encodeToByteArray()))
        assertEquals(Reason.DEPTH, reasonOf("[".repeat(1_000_000).encodeToByteArray()))
    }

    @Test
    fun `a key is repeated when its escapes spell the same`() =
        assertEquals(Reason.REPEATED_KEY, reasonOf("{\"a\": 1, \"\\u0061\": 1}".encodeToByteArray()))

    @Test
    fun `a key with null for its value is there too when it comes again`() =
        assertEquals(Reason.REPEATED_KEY, reasonOf("{\"a\": null, \"a\": null}".encodeToByteArray()))

    @Test
    fun `keys that only look the same are two`() {
        val value = JsonReader.read("{\"\u00e9\": 1, \"e\u0301\": 2}".encodeToByteArray(), "file")
        assertEquals(2, (value as JsonObject).entries.size)
    }

    @ParameterizedTest(name = "[{0}]")
    @MethodSource("taken")
    fun `what is written reads the same again`(text: String, value: JsonValue) {
        assertEquals(value, JsonReader.read(JsonWriter.write(value), text))
    }

    @Test
    fun `a number that is none cannot be written`() {
        assertFailsWith<IllegalArgumentException> { JsonWriter.write(JsonDouble(Double.NaN)) }
    }

    @Test
    fun `half a surrogate pair is written as a question mark`() = assertEquals("\"?\"", JsonWriter.quoted("\uD800"))

    @Test
    fun `lists and objects are written a line for each item`() {
        val list = JsonArray(listOf(JsonInteger(1), JsonNull))
        val value = JsonObject(linkedMapOf("a" to list, "b" to JsonObject(emptyMap())))
        assertEquals("{\n \"a\": [\n  1,\n  null\n ],\n \"b\": {}\n}\n", JsonWriter.write(value).decodeToString())
    }

    private fun quoted(bytes: ByteArray) = "\"".encodeToByteArray() + bytes + "\"".encodeToByteArray()

    private fun reasonOf(bytes: ByteArray) = assertFailsWith<Refusal> { JsonReader.read(bytes, "file") }.reason

    companion object {
        @JvmStatic
        fun taken(): List<Array<Any>> = listOf(
            arrayOf(" 0 ", JsonInteger(0)),
            arrayOf("-0", JsonInteger(0)),
            arrayOf("9007199254740992", JsonInteger(1L shl 53)),
            arrayOf("1.0", JsonDouble(1.0)),
            arrayOf("1E+2", JsonDouble(100.0)),
            arrayOf("-0.0", JsonDouble(-0.0)),
            arrayOf("5e-324", JsonDouble(Double.MIN_VALUE)),
            arrayOf("1e-400", JsonDouble(0.0)),
            arrayOf("0.1", JsonDouble(0.1)),
            arrayOf("true", JsonBoolean(true)),
            arrayOf("false", JsonBoolean(false)),
            arrayOf("null", JsonNull),
            arrayOf("[]", JsonArray(emptyList())),
            arrayOf("{ }", JsonObject(emptyMap())),
            arrayOf("[1,\t[2]\r\n]", JsonArray(listOf(JsonInteger(1), JsonArray(listOf(JsonInteger(2)))))),
            arrayOf("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", JsonText("\"\\/\b\u000C\n\r\t")),
            arrayOf("\"\\u00e9\\ud83d\\ude00\"", JsonText("é😀")),
            arrayOf("\"\u007f\u2028é😀\"", JsonText("\u007f\u2028é😀")),
        )
    }
}
