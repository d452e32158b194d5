package org.mobilekit.demo.engine

import com.google.ai.edge.litert.CompiledModel
import com.google.ai.edge.litert.Environment
import com.google.ai.edge.litert.TensorBuffer
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Tensor

/**
 * A compiled model with its buffers. Everything native is closed with it, in the reverse of the order it was made in.
 */
internal class LiteRtEngine(
    private val environment: Environment,
    private val compiled: CompiledModel,
    artifact: Artifact,
) : Engine {
    private val owner = Thread.currentThread()
    private val scores = artifact.scoresIndex
    override val input: ByteBuffer = direct(artifact.input)
    override val output: ByteBuffer = direct(artifact.scores)
    private val writer = TensorWriter.of(artifact.input, input)
    private val reader = TensorReader.of(artifact.scores, output)
    private val inputs = ArrayList<TensorBuffer>()
    private val outputs = ArrayList<TensorBuffer>()

    init {
        try {
            inputs.addAll(compiled.createInputBuffers())
            outputs.addAll(compiled.createOutputBuffers())
            if (inputs.size != 1 || outputs.size != artifact.outputs.size) {
                throw EngineFailure("the model has other tensors than the manifest says")
            }
        } catch (@Suppress("TooGenericExceptionCaught") exception: Exception) {
            closeBuffers()
            throw exception
        }
    }

    override fun run() {
        checkThread()
        failing {
            writer.write(inputs[0])
            compiled.run(inputs, outputs)
            // Waits for an accelerator that works on its own.
            reader.read(outputs[scores])
        }
    }

    override fun close() {
        checkThread()
        closeBuffers()
        compiled.close()
        environment.close()
    }

    private fun closeBuffers() {
        for (buffer in outputs + inputs) buffer.close()
        outputs.clear()
        inputs.clear()
    }

    /** A GPU's context belongs to the thread that made it; elsewhere it fails, on each phone in another way. */
    private fun checkThread() = check(Thread.currentThread() === owner) { "this engine belongs to ${owner.name}" }

    private companion object {
        fun direct(tensor: Tensor): ByteBuffer {
            val bytes = tensor.shape.fold(tensor.dtype.bytes, Int::times)
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
        }
    }
}
