package org.mobilekit.demo.core.engine

import org.mobilekit.demo.core.answer.Answers
import org.mobilekit.demo.core.answer.Dequantiser
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Manifest
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.tensor.Frame
import org.mobilekit.demo.core.tensor.FrameToTensor

/**
 * Frame to answer: the three stages, each timed by itself, in buffers that are made once.
 *
 * The thread of the engine alone may call it.
 */
class Classifier(
    private val manifest: Manifest,
    artifact: Artifact,
    private val engine: Engine,
    private val clock: Clock,
) {
    private val writer = FrameToTensor(manifest.preprocessing, artifact, engine.input)
    private val dequantiser = Dequantiser(artifact.scores)

    /** The network's scores, dequantised: what the reference outputs are compared with. */
    val scores = FloatArray(dequantiser.classes)

    /** Scores as probabilities. */
    val probabilities = FloatArray(dequantiser.classes)

    /** Nanoseconds of the last frame: picture to tensor. */
    var preprocessTime: Long = 0
        private set

    /** Nanoseconds of the last frame: the network alone. */
    var inferenceTime: Long = 0
        private set

    /** Nanoseconds of the last frame: scores to ranked probabilities. */
    var postprocessTime: Long = 0
        private set

    /**
     * Classifies [frame].
     *
     * @param best filled with the indices of the best classes, best first.
     * @return how many were filled.
     * @throws EngineFailure the runtime failed.
     */
    fun classify(frame: Frame, best: IntArray): Int {
        val start = clock.nanoseconds()
        writer.write(frame)
        val prepared = clock.nanoseconds()
        engine.run()
        val inferred = clock.nanoseconds()
        dequantiser.read(engine.output, scores)
        scores.copyInto(probabilities)
        Answers.toProbabilities(probabilities, manifest.model.activation)
        val count = Answers.best(probabilities, best)
        postprocessTime = clock.nanoseconds() - inferred
        inferenceTime = inferred - prepared
        preprocessTime = prepared - start
        return count
    }
}
