package com.google.ai.edge.litert

import android.content.Context

/*
 * Test-only: LiteRT's Kotlin classes as far as the engine calls them, which only write down what they were asked.
 * Signatures: github.com/google-ai-edge/LiteRT, litert/kotlin/src/main/kotlin.
 */

/** What was asked, and what to answer. */
object FakeLiteRt {
    val log = ArrayList<String>()
    val options = ArrayList<CompiledModel.Options>()
    val open = ArrayList<String>()
    var available = setOf(Accelerator.CPU)
    var failsAt: String? = null
    var floats = FloatArray(4)
    var bytes = ByteArray(4)
    var written: Any? = null
    var outputs = 1
    var npu = false

    fun note(what: String) {
        log.add(what)
        if (what.startsWith(failsAt ?: "never")) throw LiteRtException(3, "$what failed.")
    }

    fun reset() {
        listOf(log, options, open).forEach { it.clear() }
        available = setOf(Accelerator.CPU)
        failsAt = null
        written = null
        outputs = 1
        npu = false
    }
}

enum class Accelerator { NONE, CPU, GPU, NPU }

class LiteRtException(status: Int, message: String) : Exception(message) {
    val code = status
}

abstract class JniHandle(private val name: String) : AutoCloseable {
    init {
        FakeLiteRt.open.add(name)
    }

    final override fun close() {
        FakeLiteRt.log.add("close $name")
        check(FakeLiteRt.open.remove(name)) { "$name was closed twice" }
    }
}

class TensorBuffer(name: String) : JniHandle(name) {
    fun writeFloat(data: FloatArray) {
        FakeLiteRt.note("write floats")
        FakeLiteRt.written = data.copyOf()
    }

    fun writeInt8(data: ByteArray) {
        FakeLiteRt.note("write bytes")
        FakeLiteRt.written = data.copyOf()
    }

    fun readFloat(): FloatArray {
        FakeLiteRt.note("read floats")
        return FakeLiteRt.floats.copyOf()
    }

    fun readInt8(): ByteArray {
        FakeLiteRt.note("read bytes")
        return FakeLiteRt.bytes.copyOf()
    }
}

class Environment private constructor() : JniHandle("environment") {
    enum class Option { DispatchLibraryDir }

    fun getAvailableAccelerators(): Set<Accelerator> = FakeLiteRt.available

    companion object {
        fun create(options: Map<Option, String> = mapOf()): Environment {
            FakeLiteRt.note("environment $options")
            return Environment()
        }

        fun create(
            context: Context,
            npuAcceleratorProvider: NpuAcceleratorProvider,
            options: Map<Option, String> = mapOf(),
            enableCompilerCache: Boolean = true,
        ): Environment {
            FakeLiteRt.note("environment for ${npuAcceleratorProvider.name} $options $enableCompilerCache $context")
            return Environment()
        }
    }
}

interface NpuAcceleratorProvider {
    val name: String

    fun isDeviceSupported(): Boolean
}

class BuiltinNpuAcceleratorProvider(context: Context) : NpuAcceleratorProvider {
    override val name = "NPU in ${context.javaClass.simpleName}"

    override fun isDeviceSupported() = FakeLiteRt.npu
}
