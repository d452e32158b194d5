package org.mobilekit.demo.core.tensor

import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.manifest.Preprocessing

/**
 * A camera frame to a network's input, bit for bit as the contract has it: rotate, crop, resize, then whatever the
 * artifact leaves to the app, straight into the engine's buffer. Allocates nothing while frames keep their size.
 *
 * One thread at a time.
 *
 * @param into the engine's input: direct, in native order.
 */
class FrameToTensor(rule: Preprocessing, artifact: Artifact, into: ByteBuffer) {
    private val resampler = Resampler(rule)
    private val writer: RowSink

    init {
        require(into.isDirect && into.order() == ByteOrder.nativeOrder()) { "the input is not direct, in native order" }
        val needed = rule.size.height.toLong() * rule.size.width * CHANNELS * artifact.input.dtype.bytes
        require(into.capacity().toLong() == needed) { "the input has ${into.capacity()} bytes, not $needed" }
        writer = TensorWriters.of(artifact.input.dtype, ValueTables(rule, artifact), into, rule.size.width)
    }

    /** Fills the engine's input with [frame]. */
    fun write(frame: Frame) = resampler.run(frame, writer)

    private companion object {
        const val CHANNELS = 3
    }
}

/** What the model sees of a frame, as pixels: the contract's tensor before normalisation. One thread at a time. */
class SeenPixels(rule: Preprocessing) {
    private val resampler = Resampler(rule)
    private val width = rule.size.width
    private val height = rule.size.height

    /** Height x width x 3 bytes, red, green, blue. */
    fun bytes(frame: Frame): ByteArray {
        val out = ByteArray(height * width * CHANNELS)
        resampler.run(frame) { y, values ->
            for (index in values.indices) out[y * values.size + index] = values[index].toByte()
        }
        return out
    }

    /** Height x width opaque pixels as Android's bitmaps hold them: alpha, red, green, blue, alpha highest. */
    fun argb(frame: Frame): IntArray {
        val out = IntArray(height * width)
        resampler.run(frame) { y, values ->
            for (x in 0 until width) {
                val at = x * CHANNELS
                val colour = (values[at] shl RED) or (values[at + 1] shl GREEN) or values[at + 2]
                out[y * width + x] = OPAQUE or colour
            }
        }
        return out
    }

    private companion object {
        const val CHANNELS = 3
        const val OPAQUE = 0xFF shl 24
        const val RED = 16
        const val GREEN = 8
    }
}
