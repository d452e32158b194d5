package org.mobilekit.demo.engine

import com.google.ai.edge.litert.TensorBuffer
import java.nio.Buffer
import java.nio.ByteBuffer
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Tensor

/** Moves the engine's input into LiteRT's: its Kotlin classes take arrays, made once here. */
internal fun interface TensorWriter {
    fun write(to: TensorBuffer)

    companion object {
        fun of(tensor: Tensor, from: ByteBuffer): TensorWriter = when (tensor.dtype) {
            DType.FLOAT32 -> floats(from)
            // Eight bits are eight bits: LiteRT copies them and does not look at the sign.
            DType.UINT8, DType.INT8 -> bytes(from)
            DType.FLOAT16, DType.INT16, DType.STRING -> throw EngineFailure("LiteRT takes no ${tensor.dtype} in Kotlin")
        }

        private fun floats(from: ByteBuffer): TensorWriter {
            val view = from.asFloatBuffer()
            val values = FloatArray(view.capacity())
            return TensorWriter { to ->
                rewind(view)
                view.get(values)
                to.writeFloat(values)
            }
        }

        private fun bytes(from: ByteBuffer): TensorWriter {
            val view = from.duplicate()
            val values = ByteArray(view.capacity())
            return TensorWriter { to ->
                rewind(view)
                view.get(values)
                to.writeInt8(values)
            }
        }
    }
}

/** Moves LiteRT's scores into the engine's output. LiteRT makes the array, a few bytes a class. */
internal fun interface TensorReader {
    fun read(from: TensorBuffer)

    companion object {
        fun of(tensor: Tensor, to: ByteBuffer): TensorReader = when (tensor.dtype) {
            DType.FLOAT32 -> floats(to)
            DType.UINT8, DType.INT8 -> bytes(to)
            DType.FLOAT16, DType.INT16, DType.STRING -> throw EngineFailure("LiteRT gives no ${tensor.dtype} in Kotlin")
        }

        private fun floats(to: ByteBuffer): TensorReader {
            val view = to.asFloatBuffer()
            return TensorReader { from ->
                rewind(view)
                view.put(from.readFloat())
            }
        }

        private fun bytes(to: ByteBuffer): TensorReader {
            val view = to.duplicate()
            return TensorReader { from ->
                rewind(view)
                view.put(from.readInt8())
            }
        }
    }
}

/** As a `Buffer`: `FloatBuffer.rewind()` is missing on Android below API 28, though it compiles. */
private fun rewind(buffer: Buffer) {
    buffer.rewind()
}
