package org.mobilekit.demo.engine

import com.google.ai.edge.litert.Accelerator
import com.google.ai.edge.litert.CompiledModel
import java.io.File
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.json.JsonBoolean
import org.mobilekit.demo.core.json.JsonInteger
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.manifest.Rung

/**
 * A rung of the manifest's ladder as LiteRT's options, by LiteRT's own names. One that this app does not know is a
 * failure: ignored, the engine would not be what the manifest asks for.
 *
 * @param caches the app's cache folder.
 */
internal class LiteRtOptions(private val caches: File) {
    fun of(rung: Rung, accelerator: Accelerator, model: File): CompiledModel.Options {
        val options = CompiledModel.Options(accelerator)
        when (accelerator) {
            Accelerator.CPU -> options.cpuOptions = cpu(rung, model)
            Accelerator.GPU -> options.gpuOptions = gpu(rung)
            // LiteRT's own name for the makers' libraries that the app may carry, nothing to set.
            else -> known(rung, setOf("vendors"))
        }
        return options
    }

    private fun cpu(rung: Rung, model: File): CompiledModel.CpuOptions {
        known(rung, setOf("numThreads", "xnnPackWeightCachePath"))
        return CompiledModel.CpuOptions(
            numThreads = integer(rung, "numThreads"),
            xnnPackWeightCachePath = text(rung, "xnnPackWeightCachePath")?.let { cache(it, model) },
        )
    }

    /** A file for each model, empty at the start: another model's weights in it, or an older one's, are not ours. */
    private fun cache(name: String, model: File): String {
        val file = File(caches, "${model.name}-${File(name).name}")
        file.delete()
        return file.path
    }

    private fun gpu(rung: Rung): CompiledModel.GpuOptions {
        known(rung, setOf("precision", "backend", "constantTensorSharing", "allowSrcQuantizedFcConvOps"))
        return CompiledModel.GpuOptions(
            precision = text(rung, "precision")?.let { named<CompiledModel.GpuOptions.Precision>(it) },
            backend = text(rung, "backend")?.let { named<CompiledModel.GpuOptions.Backend>(it) },
            constantTensorSharing = boolean(rung, "constantTensorSharing"),
            allowSrcQuantizedFcConvOps = boolean(rung, "allowSrcQuantizedFcConvOps"),
        )
    }

    private fun known(rung: Rung, names: Set<String>) {
        (rung.options.keys - names).firstOrNull()?.let { throw EngineFailure("this app does not know the option $it") }
    }

    private fun text(rung: Rung, name: String): String? = (rung.options[name] as? JsonText)?.value

    private fun integer(rung: Rung, name: String): Int? = (rung.options[name] as? JsonInteger)?.value?.toInt()

    private fun boolean(rung: Rung, name: String): Boolean? = (rung.options[name] as? JsonBoolean)?.value

    private inline fun <reified T : Enum<T>> named(word: String): T =
        enumValues<T>().firstOrNull { it.name == word }
            ?: throw EngineFailure("LiteRT has no ${T::class.simpleName} $word")
}
