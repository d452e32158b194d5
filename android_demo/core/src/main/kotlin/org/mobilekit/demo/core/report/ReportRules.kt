package org.mobilekit.demo.core.report

import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.manifest.Manifest
import org.mobilekit.demo.core.manifest.Node
import org.mobilekit.demo.core.measure.Benchmark

/** The rules between a report's keys, and with its bundle: `contract/README.md`, "Device reports". */
internal class ReportRules(private val manifest: Manifest) {
    private val answers = manifest.golden.images.associate { it.path to it.top5.first() }
    private val ladder = manifest.artifacts.flatMap { artifact ->
        artifact.delegates.map { (artifact.variant to it.delegate) to it.tolerance }
    }.toMap()

    /** Each result with its place. */
    fun check(results: List<Pair<Node, ReadResult>>) {
        val seen = HashSet<Pair<String, String>>()
        for ((node, result) in results) {
            val rung = result.variant to result.delegate
            val tolerance = ladder[rung] ?: throw node.refusal(Reason.REPORT_RUNG)
            if (!seen.add(rung)) throw node.refusal(Reason.REPORT_REPEATED)
            if (result.tolerance != tolerance) throw node.refusal(Reason.REPORT_TOLERANCE)
            checkImages(node, result)
            checkVerdict(node, result)
        }
    }

    private fun checkImages(node: Node, result: ReadResult) {
        if (result.images.map { it.path } != answers.keys.toList()) throw node.refusal(Reason.REPORT_IMAGES)
        // With one output 0 stands for the reference's answer, yes or no, and 1 for the other.
        val classes = maxOf(manifest.model.classes, 2)
        if (result.images.any { it.top1 >= classes }) throw node.refusal(Reason.CLASS_INDEX)
    }

    private fun checkVerdict(node: Node, result: ReadResult) {
        val wrong = result.images.any { it.top1 != answers[it.path] }
        if (result.verdict != verdictOf(result, wrong)) throw node.refusal(Reason.REPORT_VERDICT)
        if ((result.verdict == Verdict.PASS) != result.reason.isEmpty()) throw node.refusal(Reason.REPORT_REASON)
        val latency = result.latency ?: return
        if (wrong) throw node.refusal(Reason.REPORT_LATENCY)
        if (!keepsProtocol(latency)) throw node.refusal(Reason.REPORT_PROTOCOL)
    }

    private fun verdictOf(result: ReadResult, wrong: Boolean): Verdict = when {
        result.ranOn != result.delegate -> Verdict.FELL_BACK
        wrong -> Verdict.WRONG
        result.images.maxOf { it.maxAbsDifference } > result.tolerance -> Verdict.DRIFT
        else -> Verdict.PASS
    }

    private fun keepsProtocol(latency: ReadLatency): Boolean =
        latency.warmups >= Benchmark.WARMUPS &&
            latency.stages.all { it.p50 <= it.p90 && it.p90 <= it.p99 && it.n >= Benchmark.RUNS }
}
