package org.mobilekit.demo.core.engine

import java.io.File
import java.nio.ByteBuffer
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung

/**
 * One model compiled for one accelerator. The thread that opened it also runs and closes it.
 */
interface Engine : AutoCloseable {
    /** What to run on: direct, in native order, the whole input tensor; the same buffer for as long as it is open. */
    val input: ByteBuffer

    /** What came out: native order, the whole tensor of scores; the same buffer for as long as it is open. */
    val output: ByteBuffer

    /**
     * [input] to [output]; back only when the output can be read, also from a delegate that works asynchronously.
     *
     * @throws EngineFailure the runtime failed.
     */
    fun run()

    override fun close()
}

/** Makes engines: LiteRT on a device and, in tests, LiteRT under a JVM or a fake. */
interface EngineFactory {
    /** Name and version, such as `LiteRT 2.3.2`. */
    val runtime: String

    /**
     * Compiles [model] for the accelerator of [rung], and for that one alone, with no cache left by an earlier run.
     *
     * @throws EngineFailure it cannot be had, with the reason in words.
     */
    fun open(model: File, artifact: Artifact, rung: Rung): Engine
}

/** The runtime could not do what it was asked. @param reason a few words, without full stop. */
class EngineFailure(val reason: String, cause: Throwable? = null) : Exception(reason, cause)
