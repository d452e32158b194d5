package org.mobilekit.demo.engine

import android.content.Context
import android.os.Looper
import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.BuiltinNpuAcceleratorProvider
import com.google.ai.edge.litert.CompiledModel
import com.google.ai.edge.litert.Environment
import com.google.ai.edge.litert.LiteRtException
import java.io.File
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung

/**
 * Makes LiteRT's compiled models: one accelerator each, never GPU or CPU at once, so that what was asked for is what
 * runs or a failure that says why not.
 */
class LiteRtEngines(private val context: Context) : EngineFactory {
    override val runtime = "LiteRT 2.3.2"

    override fun open(model: File, artifact: Artifact, rung: Rung): Engine {
        val main = Looper.getMainLooper()
        check(main == null || Looper.myLooper() !== main) { "compiling would hold up the screen" }
        val accelerator = ACCELERATORS[rung.delegate] ?: throw EngineFailure("LiteRT has no ${rung.delegate}")
        return failing {
            val options = LiteRtOptions(context.cacheDir).of(rung, accelerator, model)
            open(model, artifact, accelerator, options)
        }
    }

    private fun open(
        model: File,
        artifact: Artifact,
        accelerator: Accelerator,
        options: CompiledModel.Options,
    ): Engine {
        val environment = environment(accelerator)
        try {
            if (accelerator !in environment.getAvailableAccelerators()) {
                throw EngineFailure("this device has no ${accelerator.name} that LiteRT can use")
            }
            val compiled = CompiledModel.create(model.path, options, environment)
            return closingOnFailure(compiled) { LiteRtEngine(environment, compiled, artifact) }
        } catch (@Suppress("TooGenericExceptionCaught") exception: Exception) {
            environment.close()
            throw exception
        }
    }

    /** Without a compiler cache: a load is timed cold. Only the NPU takes libraries of its maker's. */
    private fun environment(accelerator: Accelerator): Environment {
        if (accelerator != Accelerator.NPU) return Environment.create()
        val provider = BuiltinNpuAcceleratorProvider(context)
        if (!provider.isDeviceSupported()) throw EngineFailure("LiteRT knows no NPU of this device")
        return Environment.create(context, provider, enableCompilerCache = false)
    }

    private inline fun <T> closingOnFailure(owned: AutoCloseable, make: () -> T): T = try {
        make()
    } catch (@Suppress("TooGenericExceptionCaught") exception: Exception) {
        owned.close()
        throw exception
    }

    private companion object {
        val ACCELERATORS = mapOf("cpu" to Accelerator.CPU, "gpu" to Accelerator.GPU, "npu" to Accelerator.NPU)
    }
}

/** LiteRT's exceptions as the core knows them. A missing native library is a failure too, not a crash. */
internal inline fun <T> failing(work: () -> T): T = try {
    work()
} catch (exception: LiteRtException) {
    throw EngineFailure(exception.message.orEmpty().trimEnd('.').ifEmpty { "LiteRT gave no reason" }, exception)
} catch (error: UnsatisfiedLinkError) {
    throw EngineFailure("LiteRT's library does not load on this device", error)
}
