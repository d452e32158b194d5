package org.mobilekit.demo.core.engine

import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.TimeUnit

/**
 * The one thread that creates, runs and closes engines. Drivers tie their state to the thread that made it, and a
 * camera's or a screen's thread must not wait for a compiler.
 *
 * @param T what is kept on it, such as an engine with its buffers.
 */
class EngineThread<T : AutoCloseable>(name: String) : AutoCloseable {
    private val executor = Executors.newSingleThreadExecutor { task -> Thread(task, name).also { it.isDaemon = true } }

    // Touched by the thread alone.
    private var current: T? = null

    /** Closes what is there, then makes another: two at once may not fit, or fight over the accelerator. */
    fun switchTo(make: () -> T): Future<*> = queue {
        drop()
        current = make()
    }

    /** Does [work] with what is there, or nothing where there is nothing. */
    fun use(work: (T) -> Unit): Future<*> = queue { current?.let(work) }

    /** Closes what is there. */
    fun release(): Future<*> = queue(::drop)

    /** Closes what is there and ends the thread, waiting for work that has begun. */
    override fun close() {
        if (executor.isShutdown) return
        release()
        executor.shutdown()
        executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)
    }

    /** After the end nothing is done: a camera's last frame may come late. */
    private fun queue(work: () -> Unit): Future<*> = try {
        executor.submit(work)
    } catch (expected: RejectedExecutionException) {
        CompletableFuture.completedFuture(expected)
    }

    private fun drop() {
        val old = current
        current = null
        old?.close()
    }

    private companion object {
        const val PATIENCE = 10L
    }
}
