package org.mobilekit.demo.core.report

import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.manifest.Manifest
import org.mobilekit.demo.core.manifest.Node

/**
 * Holds a device report against its bundle as `mobilekit validate --device-report` will: what the app shares was read
 * back first.
 */
class ReportReader(private val identity: String, private val manifest: Manifest) {
    constructor(bundle: Bundle) : this(bundle.identity, bundle.manifest)

    /**
     * @throws Refusal the report is not one of this bundle by the contract.
     */
    fun check(bytes: ByteArray) {
        try {
            checkShape(bytes)
        } catch (refusal: Refusal) {
            val ours = refusal.reason.key.startsWith("report_") || refusal.reason == Reason.VERSION
            throw if (ours) refusal else refusal.withRemedy(EXPORT)
        }
    }

    private fun checkShape(bytes: ByteArray) {
        val value = JsonReader.read(bytes, NAME)
        val version = (value as? JsonObject)?.entries?.get("schema_version")
        if (version is JsonInteger && version.value != VERSION) {
            throw Refusal(Reason.VERSION, NAME, version.value.toString())
        }
        val root = Node(value, "$", NAME)
        val keys = root.closed("schema_version", "bundle", "model", "device", "app", "results")
        keys.getValue("schema_version").integer(VERSION..VERSION)
        val bundle = keys.getValue("bundle").sha256()
        val model = keys.getValue("model").word(WORD)
        device(keys.getValue("device"))
        keys.getValue("app").closed("name", "version").values.forEach { it.word(WORD) }
        val results = keys.getValue("results").list(1..1024).map { it to ResultReader.result(it) }
        if (bundle != identity) throw root.refusal(Reason.REPORT_BUNDLE, "its sha256 is $bundle, this one's $identity")
        if (model != manifest.model.name) throw root.refusal(Reason.REPORT_MODEL, model)
        ReportRules(manifest).check(results)
    }

    private fun device(node: Node) {
        val keys = node.closed("platform", "manufacturer", "model", "os_version", "runtime")
        keys.getValue("platform").oneOf(setOf("android", "ios", "macos", "linux"))
        keys.getValue("manufacturer").text(WORD)
        for (key in listOf("model", "os_version", "runtime")) keys.getValue(key).word(WORD)
    }

    private companion object {
        const val NAME = "The device report"
        const val EXPORT = "Export the report again from a current app, and send it as it is."
        const val VERSION = 1L
        const val WORD = 200
    }
}
