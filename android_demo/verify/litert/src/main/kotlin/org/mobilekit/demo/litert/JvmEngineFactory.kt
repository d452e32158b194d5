package org.mobilekit.demo.litert

import java.io.File
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung

/** LiteRT's own library under a JVM. @param threads of the CPU; the manifest's number is for phones. */
class JvmEngineFactory(library: String, private val threads: Int = 1) : EngineFactory {
    private val functions = LiteRtLibrary.load(library)

    override val runtime = "LiteRT 2.3.0"

    override fun open(model: File, artifact: Artifact, rung: Rung): Engine {
        val accelerator = ACCELERATORS[rung.delegate] ?: throw EngineFailure("LiteRT has no ${rung.delegate}")
        return JvmEngine(functions, model, artifact, accelerator, threads)
    }

    private companion object {
        val ACCELERATORS = mapOf("cpu" to JvmEngine.CPU, "gpu" to JvmEngine.GPU, "npu" to JvmEngine.NPU)
    }
}
