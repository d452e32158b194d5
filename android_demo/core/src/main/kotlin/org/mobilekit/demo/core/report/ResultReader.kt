package org.mobilekit.demo.core.report

import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.json.JsonBoolean
import org.mobilekit.demo.core.manifest.Node
import org.mobilekit.demo.core.measure.StageTimes

/** One result of a device report, as read. */
internal class ReadResult(
    val variant: String,
    val delegate: String,
    val ranOn: String,
    val verdict: Verdict,
    val reason: String,
    val tolerance: Double,
    val images: List<ReadImage>,
    val latency: ReadLatency?,
)

internal class ReadImage(val path: String, val top1: Int, val maxAbsDifference: Double)

/** The figures that the protocol's rules are about. */
internal class ReadLatency(val warmups: Long, val stages: List<StageTimes>)

/** The schema's `result`. */
internal object ResultReader {
    private const val WORD = 200
    private const val SENTENCE = 1000
    private val COUNT = 0L..(1L shl 53)
    private val THERMAL = setOf("nominal", "light", "moderate", "severe", "critical", "unknown")
    private val VERDICTS = Verdict.entries.associateBy { it.name }

    fun result(node: Node): ReadResult {
        val keys = node.closed(
            "variant", "delegate", "ran_on", "verdict", "reason", "tolerance", "images", "latency",
        )
        return ReadResult(
            variant = keys.getValue("variant").word(WORD),
            delegate = keys.getValue("delegate").word(WORD),
            ranOn = keys.getValue("ran_on").word(WORD),
            verdict = VERDICTS.getValue(keys.getValue("verdict").oneOf(VERDICTS.keys)),
            reason = keys.getValue("reason").text(SENTENCE),
            tolerance = keys.getValue("tolerance").number { it >= 0 },
            images = keys.getValue("images").list(1..10_000).map(::image),
            latency = keys.getValue("latency").orNull(::latency),
        )
    }

    private fun image(node: Node): ReadImage {
        val keys = node.closed("path", "top1", "max_abs_difference")
        return ReadImage(
            keys.getValue("path").path(),
            keys.getValue("top1").int(0..99_999),
            keys.getValue("max_abs_difference").number { it >= 0 },
        )
    }

    private fun latency(node: Node): ReadLatency {
        val keys = node.closed(
            "load_ns", "first_ns", "warmups", "preprocess", "inference", "postprocess", "frame_to_result",
            "frames_dropped", "thermal", "low_power",
        )
        for (key in listOf("load_ns", "first_ns", "frames_dropped")) keys.getValue(key).integer(COUNT)
        keys.getValue("thermal").oneOf(THERMAL)
        keys.getValue("low_power").boolean()
        val stages = listOf("preprocess", "inference", "postprocess").map { stage(keys.getValue(it)) }
        return ReadLatency(
            keys.getValue("warmups").integer(COUNT),
            stages + listOfNotNull(keys.getValue("frame_to_result").orNull(::stage)),
        )
    }

    private fun stage(node: Node): StageTimes {
        val keys = node.closed("p50_ns", "p90_ns", "p99_ns", "n")
        val (p50, p90, p99) = listOf("p50_ns", "p90_ns", "p99_ns").map { keys.getValue(it).integer(COUNT) }
        return StageTimes(p50, p90, p99, keys.getValue("n").int(1..10_000_000))
    }

    private fun Node.boolean() {
        if (value !is JsonBoolean) throw refusal(Reason.TYPE)
    }
}
