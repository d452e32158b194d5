package com.google.ai.edge.litert

import android.content.Context

/*
 * Test-only signatures: github.com/google-ai-edge/LiteRT, litert/kotlin/src/main/kotlin, those that the demo calls.
 */

enum class Accelerator(val value: Int) { NONE(0), CPU(1), GPU(2), NPU(3) }

abstract class JniHandle internal constructor() : AutoCloseable {
    final override fun close(): Unit = TODO()
}

class LiteRtException(status: Int, message: String) : Exception("$status $message")

class TensorBuffer internal constructor() : JniHandle() {
    fun writeFloat(data: FloatArray): Unit = TODO("$data")

    fun writeInt8(data: ByteArray): Unit = TODO("$data")

    fun writeInt(data: IntArray): Unit = TODO("$data")

    fun readFloat(): FloatArray = TODO()

    fun readInt8(): ByteArray = TODO()

    fun readInt(): IntArray = TODO()
}

class Environment private constructor() : JniHandle() {
    enum class Option { CompilerPluginLibraryDir, DispatchLibraryDir, SystemRuntimeHandle, SystemGpuAcceleratorHandle }

    fun getAvailableAccelerators(): Set<Accelerator> = TODO()

    companion object {
        @JvmStatic
        fun create(
            context: Context,
            options: Map<Option, String> = mapOf(),
            enableCompilerCache: Boolean = true,
        ): Environment = TODO("$context $options $enableCompilerCache")

        @JvmStatic
        fun create(options: Map<Option, String> = mapOf()): Environment = TODO("$options")

        @JvmStatic
        fun create(
            context: Context,
            npuAcceleratorProvider: NpuAcceleratorProvider,
            options: Map<Option, String> = mapOf(),
            enableCompilerCache: Boolean = true,
        ): Environment = TODO("$context $npuAcceleratorProvider $options $enableCompilerCache")
    }
}

interface NpuAcceleratorProvider {
    fun isDeviceSupported(): Boolean

    fun isLibraryReady(): Boolean

    suspend fun downloadLibrary()

    fun getLibraryDir(): String
}

interface NpuCompatibilityChecker {
    fun isDeviceSupported(): Boolean

    companion object {
        val Default: NpuCompatibilityChecker get() = TODO()
    }
}

class BuiltinNpuAcceleratorProvider(
    context: Context,
    npuCompatibilityChecker: NpuCompatibilityChecker = NpuCompatibilityChecker.Default,
) : NpuAcceleratorProvider {
    private val known = "$context $npuCompatibilityChecker"

    override fun isDeviceSupported(): Boolean = TODO(known)

    override fun isLibraryReady(): Boolean = TODO()

    override suspend fun downloadLibrary() = TODO()

    override fun getLibraryDir(): String = TODO()
}
