package org.mobilekit.demo.litert

import com.sun.jna.Memory
import com.sun.jna.Native
import com.sun.jna.Pointer
import com.sun.jna.ptr.LongByReference
import com.sun.jna.ptr.PointerByReference
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact

/**
 * LiteRT's compiled model under a JVM, on the CPU or whatever [accelerators] asks for. Test-only: on Android the app
 * uses LiteRT's own Kotlin classes, which call the same functions.
 */
internal class JvmEngine(
    private val library: LiteRtLibrary,
    model: File,
    artifact: Artifact,
    accelerators: Int,
    threads: Int,
) : Engine {
    // Destroyed in reverse, whatever could be made.
    private val undo = ArrayDeque<() -> Unit>()
    private val environment: Pointer
    private val compiled: Pointer
    private val signature: Pointer
    private val inputTensor: Tensor
    private val outputTensors: List<Tensor>
    private val inputs: Memory
    private val outputs: Memory
    private val scores = artifact.scoresIndex
    override val input: ByteBuffer
    override val output: ByteBuffer

    init {
        try {
            environment = made(library::LiteRtDestroyEnvironment) { LiteRtCreateEnvironment(0, null, it) }
            val file = made(library::LiteRtDestroyModel) { LiteRtCreateModelFromFile(environment, model.path, it) }
            val options = options(accelerators, threads)
            compiled = made(library::LiteRtDestroyCompiledModel) {
                LiteRtCreateCompiledModel(environment, file, options, it)
            }
            signature = got { LiteRtGetModelSignature(file, 0, it) }
            inputTensor = inputTensor()
            outputTensors = artifact.outputs.indices.map { outputTensor(it.toLong()) }
        } catch (failure: EngineFailure) {
            close()
            throw failure
        }
        inputs = list(listOf(inputTensor))
        outputs = list(outputTensors)
        input = direct(inputTensor.size)
        output = direct(outputTensors[scores].size)
    }

    override fun run() {
        withLock(inputTensor, WRITE) { it.getByteBuffer(0, inputTensor.size).put(input.duplicate()) }
        check("RunCompiledModel") {
            LiteRtRunCompiledModel(compiled, 0, 1, inputs, outputTensors.size.toLong(), outputs)
        }
        val tensor = outputTensors[scores]
        withLock(tensor, READ) { output.duplicate().put(it.getByteBuffer(0, tensor.size)) }
    }

    override fun close() {
        while (undo.isNotEmpty()) undo.removeLast()()
    }

    /** The accelerators alone say nothing of threads: those are the CPU's own options, in TOML. */
    private fun options(accelerators: Int, threads: Int): Pointer {
        val options = made(library::LiteRtDestroyOptions) { LiteRtCreateOptions(it) }
        check("SetOptionsHardwareAccelerators") { LiteRtSetOptionsHardwareAccelerators(options, accelerators) }
        val toml = "num_threads = $threads\n"
        val data = Memory(toml.length + 1L).also { it.setString(0, toml) }
        val opaque = got { LiteRtCreateOpaqueOptions("xnnpack", data, KEEP, it) }
        check("AddOpaqueOptions") { LiteRtAddOpaqueOptions(options, opaque) }
        // Kept from the garbage collector for as long as the options are there.
        undo.addLast { data.clear() }
        return options
    }

    private fun inputTensor(): Tensor {
        val tensor = got { LiteRtGetSignatureInputTensorByIndex(signature, 0, it) }
        return tensor(tensor, got { LiteRtGetCompiledModelInputBufferRequirements(compiled, 0, 0, it) })
    }

    private fun outputTensor(index: Long): Tensor {
        val tensor = got { LiteRtGetSignatureOutputTensorByIndex(signature, index, it) }
        return tensor(tensor, got { LiteRtGetCompiledModelOutputBufferRequirements(compiled, 0, index, it) })
    }

    private fun tensor(tensor: Pointer, requirements: Pointer): Tensor {
        val type = Memory(RANKED_TENSOR_TYPE)
        check("GetRankedTensorType") { LiteRtGetRankedTensorType(tensor, type) }
        val buffer = made(library::LiteRtDestroyTensorBuffer) {
            LiteRtCreateManagedTensorBufferFromRequirements(environment, type, requirements, it)
        }
        val size = LongByReference()
        check("GetTensorBufferSize") { LiteRtGetTensorBufferSize(buffer, size) }
        return Tensor(buffer, size.value)
    }

    private class Tensor(val buffer: Pointer, val size: Long)

    private fun list(tensors: List<Tensor>) = Memory(tensors.size.toLong() * Native.POINTER_SIZE).also { memory ->
        for (index in tensors.indices) memory.setPointer(index.toLong() * Native.POINTER_SIZE, tensors[index].buffer)
    }

    private fun withLock(tensor: Tensor, mode: Int, work: (Pointer) -> Unit) {
        work(got { LiteRtLockTensorBuffer(tensor.buffer, it, mode) })
        check("UnlockTensorBuffer") { LiteRtUnlockTensorBuffer(tensor.buffer) }
    }

    private fun made(destroy: (Pointer) -> Unit, create: LiteRtLibrary.(PointerByReference) -> Int): Pointer =
        got(create).also { undo.addLast { destroy(it) } }

    private fun got(call: LiteRtLibrary.(PointerByReference) -> Int): Pointer {
        val reference = PointerByReference()
        check("a call") { call(reference) }
        return reference.value ?: throw EngineFailure("LiteRT gave nothing")
    }

    private fun check(what: String, call: LiteRtLibrary.() -> Int) {
        val status = library.call()
        if (status != 0) throw EngineFailure("LiteRT answered $what with status $status")
    }

    companion object {
        /** `LiteRtHwAccelerators`: litert_common.h. */
        const val CPU = 1
        const val GPU = 2
        const val NPU = 4
        private const val READ = 0
        private const val WRITE = 1
        private const val RANKED_TENSOR_TYPE = 72L
        private val KEEP = LiteRtLibrary.FreeData { }

        private fun direct(size: Long) = ByteBuffer.allocateDirect(size.toInt()).order(ByteOrder.nativeOrder())
    }
}
