package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import org.mobilekit.demo.ui.BenchmarkRun
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Stage
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.part.Block
import org.mobilekit.demo.ui.part.Fact
import org.mobilekit.demo.ui.part.HistogramPlot
import org.mobilekit.demo.ui.part.StageTable
import org.mobilekit.demo.ui.part.Withheld
import org.mobilekit.demo.ui.part.milliseconds
import org.mobilekit.demo.ui.part.word
import org.mobilekit.demo.ui.theme.tabular

/** The timing of the delegate in use on the golden images. */
@Composable
internal fun BenchmarkScreen(state: UiState.Benchmark, onEvent: (UiEvent) -> Unit) {
    Page {
        Title(stringResource(R.string.benchmark_title), stringResource(R.string.benchmark_about))
        SetupPart(state.setup, onEvent)
        when (val run = state.run) {
            is BenchmarkRun.Idle -> Idle(run, onEvent)
            is BenchmarkRun.Running -> Running(run, onEvent)
            is BenchmarkRun.Done -> Done(run, onEvent)
        }
    }
}

/** A screen's name and one sentence on it. */
@Composable
internal fun Title(name: String, about: String) {
    Column {
        Text(name, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineSmall)
        Text(about, color = MaterialTheme.colorScheme.onSurfaceVariant, style = MaterialTheme.typography.bodyMedium)
    }
}

@Composable
private fun Idle(run: BenchmarkRun.Idle, onEvent: (UiEvent) -> Unit) {
    run.gate?.let { Block { Withheld(it) } }
    Button({ onEvent(UiEvent.Plain.START_BENCHMARK) }, enabled = run.gate == null) {
        Text(stringResource(R.string.benchmark_start))
    }
}

@Composable
private fun Running(run: BenchmarkRun.Running, onEvent: (UiEvent) -> Unit) {
    val word = if (run.warmingUp) R.string.benchmark_warming else R.string.benchmark_running
    Block {
        Text(stringResource(word, run.done, run.total), style = MaterialTheme.typography.bodyLarge.tabular)
        LinearProgressIndicator({ run.done.toFloat() / run.total }, Modifier.fillMaxWidth())
    }
    OutlinedButton({ onEvent(UiEvent.Plain.STOP_BENCHMARK) }) { Text(stringResource(R.string.benchmark_stop)) }
}

@Composable
private fun Done(run: BenchmarkRun.Done, onEvent: (UiEvent) -> Unit) {
    Block {
        run.stages.firstOrNull { it.stage == Stage.INFERENCE }?.let { inference ->
            Column(Modifier.semantics(mergeDescendants = true) {}) {
                Text(stringResource(R.string.benchmark_median), style = MaterialTheme.typography.bodyMedium)
                Text(milliseconds(inference.p50), style = MaterialTheme.typography.displaySmall.tabular)
                Text(
                    stringResource(R.string.benchmark_samples, inference.n, run.warmups),
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                    style = MaterialTheme.typography.bodySmall,
                )
            }
            HistogramPlot(run.histogram, inference)
        }
    }
    Block { StageTable(run.stages) }
    Block {
        Fact(stringResource(R.string.benchmark_load), milliseconds(run.load))
        Fact(stringResource(R.string.benchmark_first), milliseconds(run.first))
        Fact(stringResource(R.string.thermal), stringResource(run.thermal.word))
    }
    Button({ onEvent(UiEvent.Plain.START_BENCHMARK) }) { Text(stringResource(R.string.benchmark_again)) }
}
