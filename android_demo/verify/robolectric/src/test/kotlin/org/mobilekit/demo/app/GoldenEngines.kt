package org.mobilekit.demo.app

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.Collections
import kotlin.math.roundToInt
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung
import org.mobilekit.demo.core.tensor.FrameToTensor
import org.mobilekit.demo.core.tensor.RgbFrame

/**
 * Test-only: in the place of LiteRT. It knows the golden images by their tensors and answers with the reference outputs,
 * so a frame that came turned, cropped or scaled wrongly gets no answer.
 *
 * @property log what happened, with the thread that did it.
 */
class GoldenEngines(private val bundle: Bundle) : EngineFactory {
    override val runtime = "Golden 1"

    /** Delegates that this device does not have. */
    val missing = HashSet<String>()

    /** Added to the score of class 0: more than the tolerance is a drift, a whole one is wrong. */
    var error = 0f

    /** Bytes too many in every input: no classifier can be made of such an engine. */
    var excess = 0

    /** Done at the beginning of every opening, on its thread. */
    var beforeOpen: () -> Unit = {}

    /** Done at the beginning of every run, on its thread. */
    var beforeRun: () -> Unit = {}

    /** Thrown by the next runs. */
    var failure: EngineFailure? = null

    val log: MutableList<String> = Collections.synchronizedList(ArrayList<String>())

    /** How many engines are open. */
    val open: Int get() = log.count { it.startsWith("open ") } - log.count { it.startsWith("close ") }

    override fun open(model: File, artifact: Artifact, rung: Rung): Engine {
        beforeOpen()
        check(model.isFile) { "no $model" }
        if (rung.delegate in missing) throw EngineFailure("no ${rung.delegate.uppercase()} on this device")
        log += "open ${rung.delegate} ${Thread.currentThread().name}"
        return Golden(artifact, rung.delegate)
    }

    private inner class Golden(private val artifact: Artifact, private val delegate: String) : Engine {
        private val size = artifact.input.shape.reduce(Int::times) * artifact.input.dtype.bytes
        override val input: ByteBuffer = buffer(size + excess)
        override val output: ByteBuffer = buffer(bundle.labels.size * artifact.scores.dtype.bytes)
        private val known = HashMap<ByteBuffer, FloatArray>()

        init {
            bundle.manifest.golden.images.forEachIndexed { index, image ->
                val tensor = buffer(size)
                FrameToTensor(
                    bundle.manifest.preprocessing,
                    artifact,
                    tensor,
                ).write(RgbFrame(bundle.picture(image), image.rotation))
                known[tensor.rewind()] = bundle.reference[index]
            }
        }

        override fun run() {
            log += "run $delegate ${Thread.currentThread().name}"
            beforeRun()
            failure?.let { throw it }
            val scores = known[
                input.duplicate().order(
                    ByteOrder.nativeOrder(),
                ).rewind(),
            ] ?: FloatArray(bundle.labels.size)
            scores.forEachIndexed { index, score -> put(index, if (index == 0) score + error else score) }
        }

        private fun put(index: Int, score: Float) {
            val rule = artifact.scores.quantisation
            if (rule == null) {
                output.putFloat(index * Float.SIZE_BYTES, score)
            } else {
                output.put(index, ((score / rule.scale).roundToInt() + rule.zeroPoint).toByte())
            }
        }

        override fun close() {
            log += "close $delegate ${Thread.currentThread().name}"
        }
    }

    private fun buffer(bytes: Int): ByteBuffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
}
