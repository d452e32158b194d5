package org.mobilekit.demo.core

import java.io.File
import java.nio.ByteBuffer
import org.mobilekit.demo.core.engine.Engine
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Rung

/** An engine that answers what it is told to. @param answers a row for each run, then the first again. */
class FakeEngine(artifact: Artifact, private val answers: List<FloatArray>) : Engine {
    override val input: ByteBuffer =
        Fixtures.direct(artifact.input.shape.fold(artifact.input.dtype.bytes, Int::times))
    override val output: ByteBuffer = Fixtures.direct(artifact.scores.shape.last() * Float.SIZE_BYTES)
    var runs = 0
    var closed = 0

    override fun run() {
        check(closed == 0) { "closed" }
        val answer = answers[runs++ % answers.size]
        for (index in answer.indices) output.putFloat(index * Float.SIZE_BYTES, answer[index])
    }

    override fun close() {
        closed++
    }
}

/** @param broken delegates that cannot be had, and why. */
class FakeFactory(private val answers: List<FloatArray>, private val broken: Map<String, String> = emptyMap()) :
    EngineFactory {
    override val runtime = "fake"
    val asked = ArrayList<String>()

    override fun open(model: File, artifact: Artifact, rung: Rung): Engine {
        asked.add(rung.delegate)
        broken[rung.delegate]?.let { throw EngineFailure(it) }
        return FakeEngine(artifact, answers)
    }
}
