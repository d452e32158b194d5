package org.mobilekit.demo.core.engine

import java.io.File
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung

/**
 * An engine that could be opened.
 *
 * @property requested the rung that was asked for.
 * @property actual the rung that runs.
 * @property failures why the rungs between were not to be had, in order.
 */
class Opened(val engine: Engine, val requested: Rung, val actual: Rung, val failures: List<String>) {
    /** Whether something else runs than what was asked for. */
    val fellBack: Boolean get() = requested.delegate != actual.delegate

    /** Such as "GPU -> CPU: no OpenCL"; empty where the request was met. */
    val reason: String
        get() = if (fellBack) {
            "${requested.delegate.uppercase()} -> ${actual.delegate.uppercase()}: ${failures.joinToString("; ")}"
        } else {
            ""
        }
}

/**
 * The way down a ladder: what was asked for, then each rung below it. One accelerator at a time: a request for GPU or
 * CPU at once would leave nobody knowing which of them answered.
 */
class DelegatePlan(private val artifact: Artifact) {
    /**
     * Opens the first rung that can be had.
     *
     * @param delegate the rung to begin with, by name.
     * @throws EngineFailure none can, with every reason.
     * @throws IllegalArgumentException the ladder has no such rung.
     */
    fun open(factory: EngineFactory, model: File, delegate: String): Opened {
        val start = artifact.delegates.indexOfFirst { it.delegate == delegate }
        require(start >= 0) { "no delegate $delegate for ${artifact.variant}" }
        val failures = ArrayList<String>()
        for (rung in artifact.delegates.drop(start)) {
            try {
                return Opened(factory.open(model, artifact, rung), artifact.delegates[start], rung, failures)
            } catch (failure: EngineFailure) {
                failures.add(failure.reason)
            }
        }
        throw EngineFailure(failures.joinToString("; "))
    }
}
