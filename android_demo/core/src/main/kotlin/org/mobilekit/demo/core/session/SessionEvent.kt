package org.mobilekit.demo.core.session

import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.measure.Figures
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.Thermal

/** What happens to a session. */
sealed interface SessionEvent {
    /** Another bundle is to be read. */
    data object BundleAskedFor : SessionEvent

    data class BundleOpened(val offer: Offer) : SessionEvent

    data class BundleRefused(val sentence: String, val remedy: String) : SessionEvent

    /** Another variant or delegate, or the same one again: it is compiled and checked anew. */
    data class Chosen(val choice: Choice) : SessionEvent

    data class CameraChanged(val camera: Camera) : SessionEvent

    data class ThermalChanged(val thermal: Thermal) : SessionEvent

    data object Freeze : SessionEvent

    data object Resume : SessionEvent

    /** @property total runs, warm-ups counted. */
    data class BenchmarkStarted(val total: Int) : SessionEvent

    data object BenchmarkStopped : SessionEvent

    /** What an engine has to say. */
    sealed interface FromEngine : SessionEvent {
        /** The session's number when the engine was asked for. */
        val number: Long
    }

    /** @property total golden images to check. */
    data class EngineOpened(override val number: Long, val total: Int) : FromEngine

    data class EngineFailed(override val number: Long, val reason: String) : FromEngine

    data class ImageChecked(override val number: Long, val done: Int) : FromEngine

    data class CheckDone(override val number: Long, val result: CheckResult) : FromEngine

    data class FrameDone(override val number: Long, val answer: List<Guess>, val figures: Figures) : FromEngine

    data class BenchmarkAdvanced(override val number: Long, val done: Int) : FromEngine

    data class BenchmarkDone(override val number: Long, val latency: Latency) : FromEngine
}
