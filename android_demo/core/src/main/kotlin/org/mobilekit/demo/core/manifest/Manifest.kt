package org.mobilekit.demo.core.manifest

import org.mobilekit.demo.core.json.JsonValue

/** `manifest.json`, read and held against the contract: safe to use. Names and meanings are those of the contract. */
data class Manifest(
    val model: Model,
    val preprocessing: Preprocessing,
    val labels: LabelsFile,
    val golden: Golden,
    val calibration: Calibration?,
    val artifacts: List<Artifact>,
    val tools: Map<String, String>,
    val command: String,
) {
    companion object {
        /** The one version this program knows. */
        const val SCHEMA_VERSION = 1

        /** The manifest's name in a bundle. */
        const val FILE = "manifest.json"
    }
}

/** @property activation what the outputs already went through. */
data class Model(
    val name: String,
    val architecture: String,
    val widthMultiplier: Double?,
    val resolution: Size,
    val classes: Int,
    val activation: Activation,
    val parameters: Long,
    val macs: Long,
    val weights: Weights,
    val description: String,
    val author: String,
    val version: String,
)

/** Pixels. */
data class Size(val height: Int, val width: Int)

/** What a network's outputs already went through. Softmax is left to the app only for [LOGITS]. */
enum class Activation { SOFTMAX, SIGMOID, LOGITS }

data class Weights(val origin: String, val sha256: String, val license: String)

/**
 * What happens between an upright picture and the network, as numbers.
 *
 * @property cropFraction share of the limiting side that the centre crop keeps.
 * @property blueFirst whether the network takes the channels as blue, green, red.
 * @property mean of red, green, blue, on the scale 0..255.
 * @property std of red, green, blue, on the scale 0..255.
 */
data class Preprocessing(
    val size: Size,
    val cropFraction: Double,
    val blueFirst: Boolean,
    val mean: List<Double>,
    val std: List<Double>,
)

data class LabelsFile(val path: String, val sha256: String, val count: Int)

data class Golden(val origin: String, val images: List<GoldenImage>, val reference: ReferenceFile)

/**
 * @property rotation degrees clockwise to upright.
 * @property tensorSha256 of the height x width x 3 bytes that the picture becomes.
 */
data class GoldenImage(val path: String, val rotation: Int, val tensorSha256: String, val top5: List<Int>)

data class ReferenceFile(val path: String, val sha256: String)

data class Calibration(val origin: String, val images: List<CalibrationImage>)

data class CalibrationImage(val name: String, val sha256: String)

/** @property delegates best first and CPU last. */
data class Artifact(
    val variant: String,
    val path: String,
    val sha256: String,
    val bytes: Long,
    val input: Tensor,
    val outputs: List<Tensor>,
    val appSteps: List<Step>,
    val minimum: Map<String, String>,
    val delegates: List<Rung>,
    val parity: Parity?,
) {
    /** The format that the variant's name begins with, such as `tflite`. */
    val format: String get() = variant.substringBefore('-')

    /** Where among [outputs] the scores are: the first with layout NC. */
    val scoresIndex: Int get() = outputs.indexOfFirst { it.layout == "NC" }

    /** The output with a score for each class. */
    val scores: Tensor get() = outputs[scoresIndex]
}

/** @property quantisation null where the values are what they say. */
data class Tensor(
    val name: String,
    val shape: List<Int>,
    val dtype: DType,
    val layout: String,
    val quantisation: Quantisation?,
)

/** real = (q - [zeroPoint]) * [scale] */
data class Quantisation(val scale: Double, val zeroPoint: Int)

/** @property bytes of one value; 0 for text. */
enum class DType(val bytes: Int) { FLOAT32(4), FLOAT16(2), UINT8(1), INT8(1), INT16(2), STRING(0) }

/** What the app does to a picture before a file takes it. */
enum class Step { ROTATE, CROP, RESIZE, NORMALISE, QUANTISE }

/**
 * One rung of the delegate ladder.
 *
 * @property options text, numbers, booleans and null, by LiteRT's own names.
 * @property tolerance largest difference from the reference outputs that passes.
 */
data class Rung(
    val delegate: String,
    val options: Map<String, JsonValue>,
    val tolerance: Double,
    val unsupported: List<Unsupported>,
)

/** An operation that the delegate would not run, and the rule that says so. */
data class Unsupported(val op: String, val rule: String)

data class Parity(val images: Int, val maxAbsDifference: Double, val top1Agreement: Double)
