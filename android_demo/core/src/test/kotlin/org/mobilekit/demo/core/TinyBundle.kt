package org.mobilekit.demo.core

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.manifest.Preprocessing
import org.mobilekit.demo.core.tensor.RgbFrame
import org.mobilekit.demo.core.tensor.SeenPixels

/**
 * A bundle of two small pictures and a model that leads nowhere: enough for everything but inference.
 *
 * @param root an empty folder.
 */
class TinyBundle(val root: File) {
    private val rule: Preprocessing = Fixtures.rule(4, 4)
    private val pictures = listOf(Pictures.of("scene", 6, 5, 1u), Pictures.of("noise", 5, 9, 2u))
    private val rotations = listOf(0, 90)
    private val tops = listOf(2, 0)

    /** A row for each picture: its first class at .7, the others at .1. */
    val reference = tops.map { top -> FloatArray(CLASSES) { if (it == top) 0.7f else 0.1f } }

    /** Text of the labels file. */
    var labels = "ant\nbee\ncat\ndog\n"

    /** The model file. */
    var model = TinyModel().bytes

    /** What the manifest is made of, by key. */
    val parts = linkedMapOf<String, String>()

    fun write(): File {
        put("labels.txt", labels.encodeToByteArray())
        put("tflite/tiny-float32.tflite", model)
        pictures.forEachIndexed { index, picture ->
            put("golden/$index.ppm", "P6\n${picture.width} ${picture.height}\n255\n".encodeToByteArray() + picture.rgb)
        }
        val floats = ByteBuffer.allocate(4 * CLASSES * reference.size).order(ByteOrder.LITTLE_ENDIAN)
        reference.forEach { row -> row.forEach { floats.putFloat(it) } }
        put("golden/reference.f32", floats.array())
        put("manifest.json", manifest().encodeToByteArray())
        seal()
        return root
    }

    fun put(path: String, bytes: ByteArray) = File(root, path).let {
        it.parentFile.mkdirs()
        it.writeBytes(bytes)
    }

    fun seal() {
        val files = root.walkTopDown().filter { it.isFile && it.name != "SHA256SUMS" }.toList()
        val lines = files.map { it.relativeTo(root).path to Sha256.of(it) }
            .filterNot { it.first.startsWith("report/") }.sortedBy { it.first }
        File(root, "SHA256SUMS").writeText(lines.joinToString("") { (path, sha256) -> "$sha256  $path\n" })
    }

    private fun manifest() = """
        {"schema_version": 1, "model": ${part("model", MODEL)},
         "preprocessing": {"size": [4, 4], "crop_fraction": 1.0, "resize": "pillow_bilinear_horizontal_first",
          "color_order": "RGB", "mean": [127.5, 127.5, 127.5], "std": [127.5, 127.5, 127.5]},
         "labels": {"path": "labels.txt", "sha256": "${sha256("labels.txt")}", "count": 4},
         "golden": {"origin": "drawn", "images": [${pictures.indices.joinToString { image(it) }}],
          "reference": {"path": "golden/reference.f32", "sha256": "${sha256("golden/reference.f32")}"}},
         "calibration": null, "artifacts": [${artifact()}], "tools": {}, "command": "drawn"}
        """.trimIndent()

    private fun image(index: Int): String {
        val tensor = Sha256.of(SeenPixels(rule).bytes(RgbFrame(pictures[index], rotations[index])))
        return """{"path": "golden/$index.ppm", "rotation": ${rotations[index]},
            "tensor_sha256": "${part("tensor", tensor)}", "top5": [${tops[index]}]}"""
    }

    private fun artifact() = """{"variant": "tflite-float32", "path": "tflite/tiny-float32.tflite",
        "sha256": "${sha256("tflite/tiny-float32.tflite")}", "bytes": ${part("bytes", "${model.size}")},
        "inputs": [{"name": "image", "shape": [1, 4, 4, 3], "dtype": "float32", "layout": "NHWC", "scale": null,
         "zero_point": null}],
        "outputs": [{"name": "probabilities", "shape": [1, 4], "dtype": "float32", "layout": "NC", "scale": null,
         "zero_point": null}],
        "app_steps": ["rotate", "crop", "resize", "normalise"], "minimum": {}, "parity": null, "delegates": [
         {"delegate": "gpu", "options": {"precision": "FP16"}, "tolerance": 0.06, "unsupported": []},
         {"delegate": "cpu", "options": {"numThreads": 4}, "tolerance": 0.001, "unsupported": []}]}"""

    private fun part(key: String, usual: String) = parts[key] ?: usual

    private fun sha256(path: String) = Sha256.of(File(root, path))

    companion object {
        const val CLASSES = 4
        private val MODEL = """{"name": "tiny", "architecture": "none", "width_multiplier": null, "resolution": [4, 4],
            "classes": 4, "activation": "softmax", "parameters": 0, "macs": 0, "weights": {"origin": "none",
            "sha256": "${"0".repeat(64)}", "license": ""}, "description": "", "author": "", "version": ""}"""
    }
}
