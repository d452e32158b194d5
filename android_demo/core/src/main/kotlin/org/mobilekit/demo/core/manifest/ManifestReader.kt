package org.mobilekit.demo.core.manifest

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.json.JsonValue

/** `manifest.json` from bytes to something safe to use: the JSON profile, the version, the schema, the rules. */
object ManifestReader {
    private val ROTATIONS = setOf(0L, 90L, 180L, 270L)
    private val COUNT = 0L..(1L shl 53)
    internal val CLASSES = 1..100_000
    internal const val MANY = 10_000

    /**
     * @throws Refusal what the contract does not allow, with the reason that every reader gives.
     */
    fun read(bytes: ByteArray): Manifest {
        val value = JsonReader.read(bytes, Manifest.FILE)
        checkVersion(value)
        val root = Node(value, "$", Manifest.FILE)
        return manifest(root).also { ManifestRules.check(it) }
    }

    /** Before the schema, so that a newer manifest is called newer and not full of unknown keys. */
    private fun checkVersion(value: JsonValue) {
        val version = (value as? JsonObject)?.entries?.get("schema_version") ?: return
        if (version !is JsonInteger) throw Refusal(Reason.TYPE, Manifest.FILE, "$.schema_version")
        if (version.value != Manifest.SCHEMA_VERSION.toLong()) {
            throw Refusal(Reason.VERSION, Manifest.FILE, version.value.toString())
        }
    }

    private fun manifest(node: Node): Manifest {
        val keys = node.closed(
            "schema_version", "model", "preprocessing", "labels", "golden", "calibration", "artifacts", "tools",
            "command",
        )
        return Manifest(
            model = model(keys.getValue("model")),
            preprocessing = preprocessing(keys.getValue("preprocessing")),
            labels = labels(keys.getValue("labels")),
            golden = golden(keys.getValue("golden")),
            calibration = keys.getValue("calibration").orNull(::calibration),
            artifacts = keys.getValue("artifacts").list(1..64).map(ArtifactReader::artifact),
            tools = keys.getValue("tools").free(64).mapValues { it.value.word() },
            command = keys.getValue("command").word(),
        )
    }

    private fun model(node: Node): Model {
        val keys = node.closed(
            "name", "architecture", "width_multiplier", "resolution", "classes", "activation", "parameters", "macs",
            "weights", "description", "author", "version",
        )
        return Model(
            name = keys.getValue("name").word(),
            architecture = keys.getValue("architecture").word(),
            widthMultiplier = keys.getValue("width_multiplier").orNull { it.number { x -> x > 0 && x <= 100 } },
            resolution = size(keys.getValue("resolution")),
            classes = keys.getValue("classes").int(CLASSES),
            activation = enumOf<Activation>(keys.getValue("activation")),
            parameters = keys.getValue("parameters").integer(COUNT),
            macs = keys.getValue("macs").integer(COUNT),
            weights = weights(keys.getValue("weights")),
            description = keys.getValue("description").text(),
            author = keys.getValue("author").text(),
            version = keys.getValue("version").text(),
        )
    }

    private fun weights(node: Node): Weights {
        val keys = node.closed("origin", "sha256", "license")
        return Weights(
            keys.getValue("origin").word(),
            keys.getValue("sha256").sha256(),
            keys.getValue("license").text(),
        )
    }

    private fun size(node: Node): Size {
        val (height, width) = node.list(2..2).map { it.int(1..8192) }
        return Size(height, width)
    }

    private fun preprocessing(node: Node): Preprocessing {
        val keys = node.closed("size", "crop_fraction", "resize", "color_order", "mean", "std")
        keys.getValue("resize").oneOf(setOf("pillow_bilinear_horizontal_first"))
        return Preprocessing(
            size = size(keys.getValue("size")),
            cropFraction = keys.getValue("crop_fraction").number { it > 0 && it <= 1 },
            blueFirst = keys.getValue("color_order").oneOf(setOf("RGB", "BGR")) == "BGR",
            mean = keys.getValue("mean").list(3..3).map { mean -> mean.number { it in -1e6..1e6 } },
            std = keys.getValue("std").list(3..3).map { std -> std.number { it in 1e-6..1e6 } },
        )
    }

    private fun labels(node: Node): LabelsFile {
        val keys = node.closed("path", "sha256", "count")
        return LabelsFile(
            keys.getValue("path").path(),
            keys.getValue("sha256").sha256(),
            keys.getValue("count").int(CLASSES),
        )
    }

    private fun golden(node: Node): Golden {
        val keys = node.closed("origin", "images", "reference")
        val reference = keys.getValue("reference").closed("path", "sha256")
        return Golden(
            origin = keys.getValue("origin").text(),
            images = keys.getValue("images").list(1..MANY).map(::goldenImage),
            reference = ReferenceFile(reference.getValue("path").path(), reference.getValue("sha256").sha256()),
        )
    }

    private fun goldenImage(node: Node): GoldenImage {
        val keys = node.closed("path", "rotation", "tensor_sha256", "top5")
        val rotation = keys.getValue("rotation")
        val degrees = rotation.integer(Long.MIN_VALUE..Long.MAX_VALUE)
        if (degrees !in ROTATIONS) throw rotation.refusal(Reason.VALUE)
        return GoldenImage(
            path = keys.getValue("path").path(),
            rotation = degrees.toInt(),
            tensorSha256 = keys.getValue("tensor_sha256").sha256(),
            top5 = keys.getValue("top5").list(1..5).map { it.int(0 until CLASSES.last) },
        )
    }

    private fun calibration(node: Node): Calibration {
        val keys = node.closed("origin", "images")
        val images = keys.getValue("images").list(1..MANY).map {
            val image = it.closed("name", "sha256")
            CalibrationImage(image.getValue("name").word(), image.getValue("sha256").sha256())
        }
        return Calibration(keys.getValue("origin").text(), images)
    }

    /** A word that is a constant of an enum in lower case. */
    internal inline fun <reified T : Enum<T>> enumOf(node: Node): T {
        val words = enumValues<T>().associateBy { it.name.lowercase() }
        return words.getValue(node.oneOf(words.keys))
    }
}
