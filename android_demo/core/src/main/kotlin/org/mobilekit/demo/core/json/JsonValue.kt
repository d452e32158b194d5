package org.mobilekit.demo.core.json

/** What a JSON text holds. Integers and other numbers stay apart, as the contract's profile does. */
sealed interface JsonValue

/** @property entries in the order of the text; no key twice. */
data class JsonObject(val entries: Map<String, JsonValue>) : JsonValue

/** @property items in order. */
data class JsonArray(val items: List<JsonValue>) : JsonValue

/** @property value without lone surrogates. */
data class JsonText(val value: String) : JsonValue

/** A number without point or exponent. @property value of magnitude 2^53 at most. */
data class JsonInteger(val value: Long) : JsonValue

/** A number with point or exponent. @property value finite. */
data class JsonDouble(val value: Double) : JsonValue

/** @property value `true` or `false`: no number. */
data class JsonBoolean(val value: Boolean) : JsonValue

/** `null`. */
data object JsonNull : JsonValue
