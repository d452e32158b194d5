package org.mobilekit.demo.app

import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.measure.Conditions
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.measure.Figures
import org.mobilekit.demo.core.measure.LatencyRecorder
import org.mobilekit.demo.core.measure.ThermalPolicy
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.Session
import org.mobilekit.demo.core.session.SessionEvent
import org.mobilekit.demo.core.tensor.Frame

/** Where a camera's frames go. */
fun interface FrameSink {
    /**
     * Back when [frame] is no longer read.
     *
     * @param arrived when it reached the app, by the controller's clock.
     * @param dropped frames that the camera dropped before it.
     */
    fun classify(frame: Frame, arrived: Long, dropped: Long)
}

/** Camera frames to answers and statistics, on the engine's thread. */
internal class LiveFrames(private val session: Session, private val clock: Clock, private val device: DeviceState) {
    @Volatile
    private var holding = false
    private var frames = 0L
    private var told = 0L

    @Volatile
    private var figures: Figures? = null

    /** Another engine comes. */
    fun begin() {
        holding = false
        figures = null
    }

    fun holdNext() {
        holding = true
    }

    /** @return the frame as the network saw it, if it was to be held. */
    fun take(running: Running, frame: Frame, arrived: Long, dropped: Long): Held? {
        val thermal = device.thermal
        val policy = ThermalPolicy.of(thermal)
        if (session.state.value.phase != Phase.Live || frames++ % policy.everyNth != 0L) return null
        val recorder = running.recorder
        val conditions = running.conditions(thermal)
        recorder.setConditions(conditions)
        val answer = running.answer(frame)
        val end = clock.nanoseconds()
        recorder.drop(dropped)
        if (device.savesPower) recorder.savesPower()
        recorder.add(running.preprocessTime, running.inferenceTime, running.postprocessTime, end - arrived, end)
        session.send(SessionEvent.FrameDone(running.number, answer, figures(recorder, conditions, end)))
        if (!holding) return null
        holding = false
        val held = running.held(frame)
        session.send(SessionEvent.Freeze)
        return held
    }

    /** Sorting a thousand samples for every frame would cost more than it tells. */
    private fun figures(recorder: LatencyRecorder, conditions: Conditions, now: Long): Figures {
        val last = figures
        if (last != null && last.conditions == conditions && now - told < TELL_EVERY) return last
        told = now
        return recorder.figures().also { figures = it }
    }

    private companion object {
        const val TELL_EVERY = 250_000_000L
    }
}
