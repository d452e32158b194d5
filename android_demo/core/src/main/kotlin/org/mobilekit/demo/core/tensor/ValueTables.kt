package org.mobilekit.demo.core.tensor

import kotlin.math.round
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Preprocessing
import org.mobilekit.demo.core.manifest.Quantisation
import org.mobilekit.demo.core.manifest.Step

/**
 * What each of the 256 values of each channel becomes: normalised and quantised once, looked up ever after.
 *
 * The contract's steps 4 and 5, as far as the artifact leaves them to the app.
 */
internal class ValueTables(private val rule: Preprocessing, private val artifact: Artifact) {
    private val normalises = Step.NORMALISE in artifact.appSteps
    private val quantises = Step.QUANTISE in artifact.appSteps

    /** Where the value of red, green and blue goes within a pixel. Only `normalise` reverses the channels. */
    val order: IntArray = if (normalises && rule.blueFirst) intArrayOf(2, 1, 0) else intArrayOf(0, 1, 2)

    /** Of red, green and blue: 256 float32 values, as they are before `quantise`. */
    val floats: List<FloatArray> = List(CHANNELS) { channel -> FloatArray(LEVELS) { normalised(it, channel) } }

    /** Of red, green and blue: 256 integers of the input's type. */
    val integers: List<IntArray>
        get() = floats.map { values ->
            val quantisation = artifact.input.quantisation
            if (quantises && quantisation != null) {
                IntArray(LEVELS) { quantised(values[it], quantisation) }
            } else {
                IntArray(LEVELS) { it }
            }
        }

    private fun normalised(value: Int, channel: Int): Float {
        if (!normalises) return value.toFloat()
        // float32 throughout, and a division: times the inverse has other last bits.
        return (value.toFloat() - rule.mean[channel].toFloat()) / rule.std[channel].toFloat()
    }

    private fun quantised(value: Float, quantisation: Quantisation): Int {
        // kotlin.math.round goes to the even neighbour at a half.
        val steps = round((value / quantisation.scale.toFloat()).toDouble())
        val range = rangeOf(artifact.input.dtype)
        return (steps + quantisation.zeroPoint).coerceIn(range.first.toDouble(), range.last.toDouble()).toInt()
    }

    private companion object {
        const val CHANNELS = 3
        const val LEVELS = 256

        fun rangeOf(dtype: DType): IntRange = when (dtype) {
            DType.UINT8 -> 0..255
            DType.INT8 -> -128..127
            DType.INT16 -> -32_768..32_767
            else -> error("$dtype is not quantised")
        }
    }
}
