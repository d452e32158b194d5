package org.mobilekit.demo.core

import java.io.File
import org.mobilekit.demo.core.json.JsonArray
import org.mobilekit.demo.core.json.JsonDouble
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonNull
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.json.JsonValue

/** The contract's folder: beside the demo in the repository, or where the build says. */
object Contract {
    val folder: File by lazy {
        System.getProperty("mobilekit.contract")?.let(::File)
            ?: generateSequence(File("").absoluteFile) { it.parentFile }
                .map { File(it, "tooling/mobilekit/contract") }
                .first { it.isDirectory }
    }

    fun json(path: String): JsonObject = JsonReader.read(File(folder, path).readBytes(), path) as JsonObject

    /** The rows of one list of a vectors file. */
    fun vectors(file: String, list: String): List<JsonObject> =
        json("vectors/$file.json").list(list).map { it as JsonObject }
}

fun JsonObject.list(key: String): List<JsonValue> = (entries.getValue(key) as JsonArray).items

fun JsonObject.text(key: String): String = (entries.getValue(key) as JsonText).value

fun JsonObject.long(key: String): Long = (entries.getValue(key) as JsonInteger).value

fun JsonObject.int(key: String): Int = long(key).toInt()

fun JsonObject.double(key: String): Double = entries.getValue(key).asDouble()

fun JsonObject.ints(key: String): List<Int> = list(key).map { (it as JsonInteger).value.toInt() }

fun JsonObject.doubles(key: String): List<Double> = list(key).map { it.asDouble() }

fun JsonObject.isNull(key: String): Boolean = entries.getValue(key) == JsonNull

fun JsonValue.asDouble(): Double = if (this is JsonInteger) value.toDouble() else (this as JsonDouble).value
