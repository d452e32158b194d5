package org.mobilekit.demo.app

import org.mobilekit.demo.core.measure.Benchmark as Protocol
import org.mobilekit.demo.core.measure.Histogram as CoreHistogram
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.SessionState
import org.mobilekit.demo.ui.BenchmarkRun
import org.mobilekit.demo.ui.Comparison as UiComparison
import org.mobilekit.demo.ui.DelegateChoice
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.Gated.Why
import org.mobilekit.demo.ui.Histogram
import org.mobilekit.demo.ui.Setup
import org.mobilekit.demo.ui.Side
import org.mobilekit.demo.ui.Stage
import org.mobilekit.demo.ui.Thermal

private const val BINS = 24

internal fun benchmark(session: SessionState): BenchmarkRun {
    val phase = session.phase
    if (phase is Phase.Benchmarking) {
        return BenchmarkRun.Running(phase.done, phase.total, warmingUp = phase.done < Protocol.WARMUPS)
    }
    why(session)?.let { return BenchmarkRun.Idle(it) }
    return session.benchmarks[session.choice]?.let(::done) ?: BenchmarkRun.Idle(null)
}

private fun done(latency: Latency): BenchmarkRun {
    val histogram = CoreHistogram.of(latency.inferences, BINS)
    return BenchmarkRun.Done(
        latency.load,
        latency.first,
        latency.warmups,
        listOf(
            times(Stage.PREPROCESS, latency.preprocess),
            times(Stage.INFERENCE, latency.inference),
            times(Stage.POSTPROCESS, latency.postprocess),
        ),
        Histogram(histogram.from, histogram.to, histogram.counts),
        Thermal.valueOf(latency.thermal.name),
    )
}

internal fun comparison(session: SessionState, extras: Extras, setup: Setup): UiComparison {
    val comparison = extras.comparison
    val sides = setup.delegates.mapNotNull { delegate ->
        comparison.sides[delegate.id]?.let { delegate.id to side(session, delegate, setup, it) }
    }.toMap()
    return UiComparison(comparison.other, sides[setup.delegate.id], sides[comparison.other], comparison.running)
}

/** By the check of this very delegate, whatever is in use. */
private fun side(session: SessionState, delegate: DelegateChoice, setup: Setup, measured: Measured): Side {
    val check = session.checks[Choice(setup.variant.id, delegate.id)]
    val why = when {
        check == null -> Why.NOT_CHECKED
        !check.answersAreRight -> Why.WRONG
        else -> null
    }
    if (why != null) return Side(delegate, Gated.Withheld(why), Gated.Withheld(why))
    val inference = measured.latency?.let { Gated.Open(times(Stage.INFERENCE, it.inference)) }
    return Side(delegate, Gated.Open(answer(measured.answer)), inference ?: Gated.Withheld(Why.MEASURING))
}
