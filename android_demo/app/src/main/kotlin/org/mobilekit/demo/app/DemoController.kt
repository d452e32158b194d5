package org.mobilekit.demo.app

import java.io.File
import java.io.IOException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.engine.EngineThread
import org.mobilekit.demo.core.measure.Benchmark
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.Session
import org.mobilekit.demo.core.session.SessionEvent
import org.mobilekit.demo.core.session.SessionState
import org.mobilekit.demo.core.tensor.Frame

/**
 * Owns what runs: the session, the bundle, and the one thread on which engines live. It knows neither views nor cameras,
 * and runs under any JVM.
 */
class DemoController(private val factory: EngineFactory, private val clock: Clock, private val device: DeviceState) :
    AutoCloseable, FrameSink {
    private val session = Session()
    private val engine = EngineThread<Running>("engine")
    private val steps: ExecutorService = Executors.newSingleThreadExecutor {
        Thread(
            it,
            "steps",
        ).apply { isDaemon = true }
    }
    private val live = LiveFrames(session, clock, device)
    private val currentExtras = MutableStateFlow(Extras())

    /** The session. */
    val state: StateFlow<SessionState> = session.state

    /** What is shown beside it. */
    val extras: StateFlow<Extras> = currentExtras.asStateFlow()

    @Volatile
    private var stopping = false

    /** Closes what runs, reads the bundle that [root] brings, then compiles and checks its first choice. */
    fun open(root: () -> File): Future<*> {
        session.send(SessionEvent.BundleAskedFor)
        val released = engine.release()
        return steps.submit {
            // Reading and hashing beside an open engine would need the memory of both.
            waitFor(released)
            try {
                val bundle = Bundle.open(root())
                currentExtras.value = Extras(bundle = bundle)
                session.send(SessionEvent.BundleOpened(offer(bundle)))
                engineFor(session.state.value)
            } catch (refusal: Refusal) {
                session.send(SessionEvent.BundleRefused(refusal.sentence, refusal.remedy))
            } catch (failure: ImportFailure) {
                session.send(SessionEvent.BundleRefused(failure.sentence, failure.remedy))
            } catch (failure: IOException) {
                session.send(unreadable(failure))
            } catch (failure: SecurityException) {
                session.send(unreadable(failure))
            }
        }
    }

    /** Another variant or delegate, or the same once more: what ran is closed first. */
    fun choose(choice: Choice): Future<*> = engineFor(session.send(SessionEvent.Chosen(choice)))

    /** Classifies a camera's frame and waits for it: the frame is the camera's own memory. */
    override fun classify(frame: Frame, arrived: Long, dropped: Long) = waitFor(
        engine.use { running -> guarded(running) { live.take(running, frame, arrived, dropped)?.let(::hold) } },
    )

    /** Holds the next frame. */
    fun freeze() = live.holdNext()

    fun resume() {
        session.send(SessionEvent.Resume)
        currentExtras.update { it.copy(held = null) }
    }

    /** Times what is chosen, if its answers were checked. */
    fun benchmark(): Future<*> {
        stopping = false
        return engine.use { running -> guarded(running) { timed(running) } }
    }

    fun stopBenchmark() {
        stopping = true
    }

    /** Checks and times the delegate in use and [other] on the same pictures, one after the other. */
    fun compare(other: String): Future<*> {
        val first = checkNotNull(session.state.value.choice)
        stopping = false
        currentExtras.update { it.copy(comparison = Comparison(other, running = true)) }
        return steps.submit {
            // The one in use last, so that it stays in use.
            for (choice in listOf(first.copy(delegate = other), first)) {
                waitFor(choose(choice))
                waitFor(engine.use { running -> guarded(running) { measured(running, choice) } })
            }
            currentExtras.update { it.copy(comparison = it.comparison.copy(running = false)) }
        }
    }

    /** Only remembers it: a comparison starts by [compare], and one that runs goes on. */
    fun chooseOther(delegate: String) =
        currentExtras.update { if (it.comparison.running) it else it.copy(comparison = Comparison(delegate)) }

    /** What the device and the camera report. */
    fun tell(event: SessionEvent) {
        session.send(event)
    }

    /** Ends both threads and closes what runs. */
    override fun close() {
        stopping = true
        steps.shutdownNow()
        steps.awaitTermination(PATIENCE, TimeUnit.SECONDS)
        engine.close()
    }

    private fun engineFor(state: SessionState): Future<*> {
        val choice = state.choice
        val bundle = currentExtras.value.bundle
        if (choice == null || bundle == null || state.phase != Phase.Compiling) return DONE
        live.begin()
        val made = engine.switchTo { opened(bundle, choice, state.number) }
        engine.use { running -> guarded(running) { checked(running) } }
        return made
    }

    private fun opened(bundle: Bundle, choice: Choice, number: Long): Running = try {
        Running.open(bundle, choice, factory, clock).also { it.number = number }
    } catch (failure: EngineFailure) {
        session.send(SessionEvent.EngineFailed(number, failure.reason))
        throw failure
    }

    private fun checked(running: Running) {
        val number = running.number
        session.send(SessionEvent.EngineOpened(number, running.bundle.manifest.golden.images.size))
        val result = running.check { session.send(SessionEvent.ImageChecked(number, it)) }
        session.send(SessionEvent.CheckDone(number, result))
    }

    private fun timed(running: Running) {
        val number = running.number
        val benchmark = Benchmark(device)
        if (session.send(SessionEvent.BenchmarkStarted(benchmark.total)).phase !is Phase.Benchmarking) return
        val latency = running.benchmark(benchmark) { done ->
            session.send(SessionEvent.BenchmarkAdvanced(number, done))
            !stopping
        }
        val end = latency?.let { SessionEvent.BenchmarkDone(number, it) } ?: SessionEvent.BenchmarkStopped
        session.send(end)
    }

    /** Nothing where somebody chose another delegate meanwhile: its numbers are not those of [choice]. */
    private fun measured(running: Running, choice: Choice) {
        if (running.choice != choice) return
        timed(running)
        val answer = if (session.state.value.numbersMayShow) running.goldenAnswer() else emptyList()
        val latency = session.state.value.benchmarks[choice]
        currentExtras.update { it.copy(comparison = it.comparison.with(choice.delegate, Measured(answer, latency))) }
    }

    private fun unreadable(failure: Exception) = SessionEvent.BundleRefused(
        "The bundle cannot be read: ${failure.message}.",
        "Free some storage and open it again, or choose another file.",
    )

    private fun hold(held: Held) = currentExtras.update { it.copy(held = held) }

    /** A runtime that fails on the way ends the choice, not the app. */
    private fun guarded(running: Running, work: () -> Unit) {
        try {
            work()
        } catch (failure: EngineFailure) {
            session.send(SessionEvent.EngineFailed(running.number, failure.reason))
        }
    }

    private fun waitFor(future: Future<*>) {
        try {
            future.get()
        } catch (failure: ExecutionException) {
            // Said to the session where it happened; anything else is a bug and keeps its trace.
            if (failure.cause !is EngineFailure) throw failure
        }
    }

    private companion object {
        const val PATIENCE = 10L
        val DONE: Future<*> = CompletableFuture.completedFuture(Unit)
    }
}
