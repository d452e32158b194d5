package com.google.ai.edge.litert

/** Test-only, see FakeLiteRt. */
class CompiledModel private constructor() : JniHandle("model") {
    fun createInputBuffers(): List<TensorBuffer> {
        FakeLiteRt.note("inputs")
        return listOf(TensorBuffer("input"))
    }

    fun createOutputBuffers(): List<TensorBuffer> {
        FakeLiteRt.note("outputs")
        return List(FakeLiteRt.outputs) { TensorBuffer("output $it") }
    }

    fun run(inputs: List<TensorBuffer>, outputs: List<TensorBuffer>) =
        FakeLiteRt.note("run ${inputs.size} to ${outputs.size}")

    class Options(val accelerators: Set<Accelerator>) {
        constructor(vararg accelerators: Accelerator) : this(setOf(*accelerators))

        var cpuOptions: CpuOptions? = null
        var gpuOptions: GpuOptions? = null
    }

    data class CpuOptions(val numThreads: Int? = null, val xnnPackWeightCachePath: String? = null)

    data class GpuOptions(
        val constantTensorSharing: Boolean? = null,
        val allowSrcQuantizedFcConvOps: Boolean? = null,
        val precision: Precision? = null,
        val backend: Backend? = null,
    ) {
        enum class Precision { DEFAULT, FP16, FP32, FP16_WITH_FP32_ACCUM }

        enum class Backend { AUTOMATIC, OPENCL, OPENGL }
    }

    companion object {
        fun create(filePath: String, options: Options, optionalEnv: Environment?): CompiledModel {
            FakeLiteRt.options.add(options)
            FakeLiteRt.note("compile $filePath ${optionalEnv != null}")
            return CompiledModel()
        }
    }
}
