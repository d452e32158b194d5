package org.mobilekit.demo.core.answer

import java.nio.ByteBuffer
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Tensor

/**
 * A network's scores as float32, by the contract's "From output to answer", step 1.
 *
 * @param tensor the output with layout NC.
 */
class Dequantiser(private val tensor: Tensor) {
    private val scale = tensor.quantisation?.scale?.toFloat() ?: 1f
    private val zeroPoint = tensor.quantisation?.zeroPoint ?: 0
    private val quantised = tensor.quantisation != null

    /** How many scores there are. */
    val classes: Int = tensor.shape.last()

    /**
     * @param output the engine's, in native order; read by index alone.
     * @param into one value for each class.
     */
    fun read(output: ByteBuffer, into: FloatArray) {
        for (index in 0 until classes) {
            into[index] = when (tensor.dtype) {
                DType.FLOAT32 -> output.getFloat(index * tensor.dtype.bytes)
                DType.UINT8 -> real(output.get(index).toInt() and 0xFF)
                DType.INT8 -> real(output.get(index).toInt())
                DType.INT16 -> real(output.getShort(index * tensor.dtype.bytes).toInt())
                DType.FLOAT16, DType.STRING -> throw UnsupportedOperationException("an output of type ${tensor.dtype}")
            }
        }
    }

    /** Subtracted as integers, multiplied in float32. */
    private fun real(value: Int): Float = if (quantised) (value - zeroPoint).toFloat() * scale else value.toFloat()
}
