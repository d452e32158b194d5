package org.mobilekit.demo.app

import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.engine.EngineFailure
import org.mobilekit.demo.core.measure.Benchmark
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.report.Finding
import org.mobilekit.demo.core.session.Choice

/**
 * Checks and times choices one after the other, on the thread that calls.
 *
 * @property findings of those that could be had.
 * @property failures why the others could not, by choice.
 */
class SelfCheckRun(private val factory: EngineFactory, private val clock: Clock, private val device: DeviceState) {
    val findings = ArrayList<Finding>()
    val failures = LinkedHashMap<Choice, String>()

    /**
     * @param variant the only one to run, or null for all.
     * @param delegate the only one to run, or null for all.
     */
    fun run(bundle: Bundle, variant: String?, delegate: String?) {
        val choices = offer(bundle).ladders.flatMap { (name, rungs) -> rungs.map { Choice(name, it) } }
            .filter { variant == null || it.variant == variant }
            .filter { delegate == null || it.delegate == delegate }
        for (choice in choices) {
            try {
                Running.open(bundle, choice, factory, clock).use { findings += finding(it) }
            } catch (failure: EngineFailure) {
                failures[choice] = failure.reason
            }
        }
    }

    private fun finding(running: Running): Finding {
        val check = running.check {}
        val latency = if (check.answersAreRight) running.benchmark(Benchmark(device)) { true } else null
        return Finding(check, latency)
    }
}
