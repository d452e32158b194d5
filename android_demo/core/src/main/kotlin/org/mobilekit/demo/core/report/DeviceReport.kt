package org.mobilekit.demo.core.report

import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.json.JsonArray
import org.mobilekit.demo.core.json.JsonBoolean
import org.mobilekit.demo.core.json.JsonDouble
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonNull
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.json.JsonValue
import org.mobilekit.demo.core.json.JsonWriter
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.StageTimes

/** What it ran on. @property runtime name and version, such as `LiteRT 2.3.2`. */
data class Device(
    val platform: String,
    val manufacturer: String,
    val model: String,
    val osVersion: String,
    val runtime: String,
)

/** What one choice gave. @property latency null where nothing was timed by the protocol. */
data class Finding(val check: CheckResult, val latency: Latency?)

/**
 * What a self-check found and measured: the contract's `device_report.schema.json`.
 *
 * @property bundle the bundle's identity.
 * @property model the manifest's name of it.
 */
data class DeviceReport(
    val bundle: String,
    val model: String,
    val device: Device,
    val appName: String,
    val appVersion: String,
    val findings: List<Finding>,
) {
    /** The report's file. */
    fun bytes(): ByteArray = JsonWriter.write(json())

    private fun json() = record(
        "schema_version" to JsonInteger(SCHEMA_VERSION),
        "bundle" to JsonText(bundle),
        "model" to word(model),
        "device" to record(
            "platform" to JsonText(device.platform),
            "manufacturer" to JsonText(device.manufacturer.take(WORD)),
            "model" to word(device.model),
            "os_version" to word(device.osVersion),
            "runtime" to word(device.runtime),
        ),
        "app" to record("name" to word(appName), "version" to word(appVersion)),
        "results" to JsonArray(findings.map(::finding)),
    )

    private fun finding(finding: Finding): JsonObject {
        val check = finding.check
        // A number beside a wrong answer would be believed.
        val latency = finding.latency.takeIf { check.answersAreRight }
        return record(
            "variant" to word(check.variant),
            "delegate" to word(check.delegate),
            "ran_on" to word(check.ranOn),
            "verdict" to JsonText(check.verdict.name),
            "reason" to JsonText(check.reason.take(SENTENCE)),
            "tolerance" to JsonDouble(check.tolerance),
            "images" to JsonArray(
                check.images.map {
                    record(
                        "path" to JsonText(it.path),
                        "top1" to JsonInteger(it.top1.toLong()),
                        "max_abs_difference" to JsonDouble(it.maxAbsDifference),
                    )
                },
            ),
            "latency" to (latency?.let(::latency) ?: JsonNull),
        )
    }

    private fun latency(latency: Latency) = record(
        "load_ns" to JsonInteger(latency.load),
        "first_ns" to JsonInteger(latency.first),
        "warmups" to JsonInteger(latency.warmups.toLong()),
        "preprocess" to stage(latency.preprocess),
        "inference" to stage(latency.inference),
        "postprocess" to stage(latency.postprocess),
        "frame_to_result" to (latency.frameToResult?.let(::stage) ?: JsonNull),
        "frames_dropped" to JsonInteger(latency.framesDropped),
        "thermal" to JsonText(latency.thermal.name.lowercase()),
        "low_power" to JsonBoolean(latency.lowPower),
    )

    private fun stage(times: StageTimes) = record(
        "p50_ns" to JsonInteger(times.p50),
        "p90_ns" to JsonInteger(times.p90),
        "p99_ns" to JsonInteger(times.p99),
        "n" to JsonInteger(times.n.toLong()),
    )

    private companion object {
        const val SCHEMA_VERSION = 1L
        const val WORD = 200
        const val SENTENCE = 1000

        fun record(vararg entries: Pair<String, JsonValue>) = JsonObject(linkedMapOf(*entries))

        /** Text that is neither empty nor longer than the schema allows, whatever a maker calls a phone. */
        fun word(text: String) = JsonText(text.take(WORD).ifEmpty { "unknown" })
    }
}
