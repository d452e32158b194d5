package org.mobilekit.demo.core

import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Preprocessing
import org.mobilekit.demo.core.manifest.Quantisation
import org.mobilekit.demo.core.manifest.Rung
import org.mobilekit.demo.core.manifest.Size
import org.mobilekit.demo.core.manifest.Step
import org.mobilekit.demo.core.manifest.Tensor

/** Small ones of what manifests are made of. */
object Fixtures {
    val CPU = Rung("cpu", emptyMap(), 0.001, emptyList())
    val GPU = Rung("gpu", emptyMap(), 0.06, emptyList())
    val NPU = Rung("npu", emptyMap(), 0.06, emptyList())

    private val GEOMETRY = listOf(Step.ROTATE, Step.CROP, Step.RESIZE)

    fun rule(height: Int, width: Int, cropFraction: Double = 1.0) = Preprocessing(
        Size(height, width),
        cropFraction,
        blueFirst = false,
        mean = List(3) { 127.5 },
        std = List(3) { 127.5 },
    )

    fun artifact(
        size: Size,
        dtype: DType = DType.FLOAT32,
        steps: List<Step> = listOf(Step.NORMALISE),
        quantisation: Quantisation? = null,
        classes: Int = 4,
    ) = Artifact(
        variant = "tflite-test",
        path = "tflite/test.tflite",
        sha256 = "0".repeat(64),
        bytes = 1,
        input = Tensor("image", listOf(1, size.height, size.width, 3), dtype, "NHWC", quantisation),
        outputs = listOf(Tensor("probabilities", listOf(1, classes), DType.FLOAT32, "NC", null)),
        appSteps = GEOMETRY + steps,
        minimum = emptyMap(),
        delegates = listOf(NPU, GPU, CPU),
        parity = null,
    )

    fun direct(bytes: Int): ByteBuffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())

    /** Everything in [buffer], little-endian. */
    fun bytesOf(buffer: ByteBuffer): ByteArray = ByteArray(buffer.capacity()) { buffer.get(it) }
}
