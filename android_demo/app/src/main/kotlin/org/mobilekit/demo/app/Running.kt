package org.mobilekit.demo.app

import org.mobilekit.demo.core.answer.Answers
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.check.SelfCheck
import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.engine.DelegatePlan
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.Opened
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.measure.Benchmark
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.measure.Conditions
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.LatencyRecorder
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Guess
import org.mobilekit.demo.core.tensor.Frame
import org.mobilekit.demo.core.tensor.RgbFrame
import org.mobilekit.demo.core.tensor.SeenPixels

/**
 * A choice at work: its engine with the buffers and the statistics. The engine's thread alone touches it.
 *
 * @property choice what was asked for; what runs may be a rung below it.
 * @property load nanoseconds to load and compile, cold.
 */
class Running private constructor(
    val bundle: Bundle,
    val choice: Choice,
    private val artifact: Artifact,
    private val opened: Opened,
    private val classifier: Classifier,
    val load: Long,
) : AutoCloseable {
    /** The session's when this was asked for: what comes with another is late. */
    var number: Long = 0

    private val seen = SeenPixels(bundle.manifest.preprocessing)
    private val best = IntArray(BEST)

    /** Live statistics; they begin anew with every engine. */
    val recorder = LatencyRecorder(conditions(Thermal.UNKNOWN))

    /** The stages of the last frame, nanoseconds. */
    val preprocessTime: Long get() = classifier.preprocessTime
    val inferenceTime: Long get() = classifier.inferenceTime
    val postprocessTime: Long get() = classifier.postprocessTime

    fun conditions(thermal: Thermal) = Conditions(artifact.variant, opened.actual.delegate, thermal)

    /** Runs the golden images. */
    fun check(progress: (Int) -> Unit): CheckResult = SelfCheck(bundle, artifact).run(opened, classifier, progress)

    /** Times the golden images by the contract's protocol; null where it was stopped. */
    fun benchmark(benchmark: Benchmark, goOn: (Int) -> Boolean): Latency? =
        benchmark.run(classifier, goldenFrames(), load, goOn)

    /** The best classes of [frame]. */
    fun answer(frame: Frame): List<Guess> {
        val count = classifier.classify(frame, best)
        return List(count) { Guess(best[it], bundle.labels[best[it]], classifier.probabilities[best[it]]) }
    }

    /** The best classes of the first golden image. */
    fun goldenAnswer(): List<Guess> = answer(goldenFrames().first())

    /** What the network sees of [frame]. */
    fun held(frame: Frame): Held {
        val size = bundle.manifest.preprocessing.size
        return Held(size.width, size.height, seen.argb(frame))
    }

    override fun close() = opened.engine.close()

    private fun goldenFrames(): List<Frame> =
        bundle.manifest.golden.images.map { RgbFrame(bundle.picture(it), it.rotation) }

    companion object {
        /** So many guesses are shown. */
        const val BEST = 3

        /**
         * Compiles [choice], or the first rung below it that can be had.
         *
         * @throws org.mobilekit.demo.core.engine.EngineFailure none can.
         */
        fun open(bundle: Bundle, choice: Choice, factory: EngineFactory, clock: Clock): Running {
            val artifact = bundle.artifacts.first { it.variant == choice.variant }
            val start = clock.nanoseconds()
            val opened = DelegatePlan(artifact).open(factory, bundle.file(artifact), choice.delegate)
            val load = clock.nanoseconds() - start
            try {
                val classifier = Classifier(bundle.manifest, artifact, opened.engine, clock)
                return Running(bundle, choice, artifact, opened, classifier, load)
            } catch (@Suppress("TooGenericExceptionCaught") failure: RuntimeException) {
                opened.engine.close()
                throw failure
            }
        }
    }
}

/** A held frame. @property argb what went into the network, before normalising. */
class Held(val width: Int, val height: Int, val argb: IntArray)
