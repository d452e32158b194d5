package org.mobilekit.demo.core.manifest

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.JsonArray
import org.mobilekit.demo.core.json.JsonBoolean
import org.mobilekit.demo.core.json.JsonDouble
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonNull
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.json.JsonValue

/**
 * A value of a JSON file with its place, asked for as the schema has it.
 *
 * @property place a JSON path such as `$.artifacts[0].path`.
 */
internal class Node(val value: JsonValue, val place: String, private val file: String) {
    /** The keys of a closed object: each of [keys] is there and no other. */
    fun closed(vararg keys: String): Map<String, Node> {
        val entries = entries()
        (entries.keys - keys.toSet()).firstOrNull()?.let { throw refusal(Reason.UNKNOWN_KEY, "$place.$it") }
        keys.firstOrNull { it !in entries }?.let { throw refusal(Reason.MISSING_KEY, "$place.$it") }
        return entries
    }

    /** The keys of an object whose keys are free, [most] of them at most. */
    fun free(most: Int): Map<String, Node> = entries().also { if (it.size > most) throw notAllowed() }

    fun list(sizes: IntRange): List<Node> {
        val items = (value as? JsonArray ?: throw type()).items
        if (items.size !in sizes) throw notAllowed()
        return items.mapIndexed { index, item -> Node(item, "$place[$index]", file) }
    }

    fun text(): String = (value as? JsonText ?: throw type()).value

    /** Text of [most] characters at most, as JSON Schema counts them: code points. */
    fun text(most: Int): String = text().also { if (it.codePointCount(0, it.length) > most) throw notAllowed() }

    /** Text that is not empty. */
    fun word(): String = text().also { if (it.isEmpty()) throw notAllowed() }

    /** Text that is not empty, of [most] characters at most. */
    fun word(most: Int): String = text(most).also { if (it.isEmpty()) throw notAllowed() }

    fun matching(pattern: Regex): String = text().also { if (!pattern.matches(it)) throw notAllowed() }

    fun oneOf(words: Collection<String>): String = text().also { if (it !in words) throw notAllowed() }

    /** A path that cannot leave the bundle. */
    fun path(): String = text().also { if (it.length > MAX_PATH || !PATH.matches(it)) throw refusal(Reason.PATH) }

    fun sha256(): String = matching(SHA256)

    fun integer(range: LongRange): Long {
        val number = (value as? JsonInteger ?: throw type()).value
        if (number !in range) throw notAllowed()
        return number
    }

    fun int(range: IntRange): Int = integer(range.first.toLong()..range.last.toLong()).toInt()

    /** An integer will do, as a double. */
    fun number(allowed: (Double) -> Boolean): Double {
        val number = when (value) {
            is JsonInteger -> value.value.toDouble()
            is JsonDouble -> value.value
            else -> throw type()
        }
        if (!allowed(number)) throw notAllowed()
        return number
    }

    fun <T> orNull(read: (Node) -> T): T? = if (value == JsonNull) null else read(this)

    /** Text, a number, true, false or null. */
    fun scalar(): JsonValue = when (value) {
        is JsonText, is JsonInteger, is JsonDouble, is JsonBoolean, JsonNull -> value
        is JsonArray, is JsonObject -> throw type()
    }

    fun refusal(reason: Reason, at: String = place) = Refusal(reason, file, at)

    private fun entries(): Map<String, Node> =
        (value as? JsonObject ?: throw type()).entries.mapValues { (key, item) -> Node(item, "$place.$key", file) }

    private fun type() = refusal(Reason.TYPE)

    private fun notAllowed() = refusal(Reason.VALUE)

    private companion object {
        const val MAX_PATH = 255
        val PATH = Regex("[A-Za-z0-9_+-][A-Za-z0-9._+-]*(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)*")
        val SHA256 = Regex("[0-9a-f]{64}")
    }
}
