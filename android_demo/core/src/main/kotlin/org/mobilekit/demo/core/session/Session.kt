package org.mobilekit.demo.core.session

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.updateAndGet

/** The session's state machine. Any thread may send. */
class Session(initial: SessionState = SessionState()) {
    private val current = MutableStateFlow(initial)

    val state: StateFlow<SessionState> = current.asStateFlow()

    /** The state after [event]. */
    fun send(event: SessionEvent): SessionState = current.updateAndGet { reduce(it, event) }
}

/** The state after an event: no clock, no thread, no device. */
fun reduce(state: SessionState, event: SessionEvent): SessionState = when (event) {
    SessionEvent.BundleAskedFor -> empty(state)
    is SessionEvent.BundleOpened -> chosen(empty(state).copy(offer = event.offer), event.offer.default)
    is SessionEvent.BundleRefused -> empty(state).copy(phase = Phase.Refused(event.sentence, event.remedy))
    is SessionEvent.Chosen -> if (state.offer?.holds(event.choice) == true) chosen(state, event.choice) else state
    is SessionEvent.CameraChanged -> state.copy(camera = event.camera)
    is SessionEvent.ThermalChanged -> heated(state, event)
    SessionEvent.Freeze -> moved(state, from = Phase.Live, to = Phase.Frozen)
    SessionEvent.Resume -> moved(state, from = Phase.Frozen, to = Phase.Live)
    is SessionEvent.BenchmarkStarted -> benchmarking(state, event.total)
    SessionEvent.BenchmarkStopped -> if (state.phase is Phase.Benchmarking) state.copy(phase = Phase.Live) else state
    is SessionEvent.FromEngine -> if (event.number == state.number) fromEngine(state, event) else state
}

private fun fromEngine(state: SessionState, event: SessionEvent.FromEngine): SessionState = when (event) {
    is SessionEvent.EngineOpened ->
        if (state.phase == Phase.Compiling) state.copy(phase = Phase.Checking(0, event.total)) else state
    is SessionEvent.EngineFailed -> state.copy(phase = Phase.Failed(event.reason), answer = emptyList(), figures = null)
    is SessionEvent.ImageChecked -> when (val phase = state.phase) {
        is Phase.Checking -> state.copy(phase = phase.copy(done = event.done))
        else -> state
    }
    is SessionEvent.CheckDone -> checked(state, event)
    is SessionEvent.FrameDone ->
        if (state.phase == Phase.Live) state.copy(answer = event.answer, figures = event.figures) else state
    is SessionEvent.BenchmarkAdvanced -> when (val phase = state.phase) {
        is Phase.Benchmarking -> state.copy(phase = phase.copy(done = event.done))
        else -> state
    }
    is SessionEvent.BenchmarkDone -> benchmarked(state, event)
}

/** A new number, so that whatever the old engine still says is late. */
private fun empty(state: SessionState) =
    SessionState(number = state.number + 1, camera = state.camera, thermal = state.thermal)

private fun chosen(state: SessionState, choice: Choice) = state.copy(
    number = state.number + 1,
    phase = Phase.Compiling,
    choice = choice,
    checks = state.checks - choice,
    benchmarks = state.benchmarks - choice,
    answer = emptyList(),
    figures = null,
)

private fun checked(state: SessionState, event: SessionEvent.CheckDone): SessionState {
    val choice = state.choice
    if (choice == null || state.phase !is Phase.Checking) return state
    return state.copy(phase = Phase.Live, checks = state.checks + (choice to event.result))
}

/** Figures of another heat are another measurement. */
private fun heated(state: SessionState, event: SessionEvent.ThermalChanged) =
    if (event.thermal == state.thermal) state else state.copy(thermal = event.thermal, figures = null)

private fun moved(state: SessionState, from: Phase, to: Phase) =
    if (state.phase == from) state.copy(phase = to) else state

/** Nothing is timed whose answers are wrong or unchecked. */
private fun benchmarking(state: SessionState, total: Int) =
    if (state.phase == Phase.Live && state.numbersMayShow) state.copy(phase = Phase.Benchmarking(0, total)) else state

private fun benchmarked(state: SessionState, event: SessionEvent.BenchmarkDone): SessionState {
    val choice = state.choice
    if (choice == null || state.phase !is Phase.Benchmarking) return state
    return state.copy(phase = Phase.Live, benchmarks = state.benchmarks + (choice to event.latency))
}
