package org.mobilekit.demo.ui.part

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Figures
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.StageTimes
import org.mobilekit.demo.ui.theme.tabular

private const val LARGE_TYPE = 1.3f

/** The camera's figures, or why there are none. */
@Composable
internal fun Latency(figures: Gated<Figures>) {
    Block {
        Heading(stringResource(R.string.figures))
        when (figures) {
            is Gated.Withheld -> Withheld(figures.why)
            is Gated.Open -> {
                if (figures.value.throttled) {
                    Text(stringResource(R.string.throttled), style = MaterialTheme.typography.bodySmall)
                }
                StageTable(figures.value.stages)
                HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
                Tiles(figures.value)
            }
        }
    }
}

/** One line a stage; with large type the three numbers go below the name. */
@Composable
internal fun StageTable(stages: List<StageTimes>) {
    val stacked = LocalDensity.current.fontScale > LARGE_TYPE
    Column(verticalArrangement = Arrangement.spacedBy(if (stacked) 12.dp else 8.dp)) {
        if (!stacked) Columns()
        for (times in stages) StageLine(times, stacked)
    }
}

@Composable
private fun Columns() {
    Row(Modifier.fillMaxWidth().clearAndSetSemantics {}) {
        Text("", Modifier.weight(NAME))
        for (name in listOf(R.string.p50, R.string.p90, R.string.p99)) Cell(stringResource(name), quiet = true)
    }
}

@Composable
private fun StageLine(times: StageTimes, stacked: Boolean) {
    val spoken = spoken(times)
    val line = Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken }
    val name = stringResource(times.stage.word)
    val style = MaterialTheme.typography.bodyMedium
    if (stacked) {
        Column(line) {
            Text(name, style = style)
            Row { Numbers(times) }
        }
    } else {
        Row(line) {
            Text(name, Modifier.weight(NAME).alignByBaseline(), style = style)
            Numbers(times)
        }
    }
}

@Composable
private fun RowScope.Numbers(times: StageTimes) {
    Cell(milliseconds(times.p50), quiet = false)
    Cell(milliseconds(times.p90), quiet = true)
    Cell(milliseconds(times.p99), quiet = true)
}

@Composable
private fun RowScope.Cell(text: String, quiet: Boolean) {
    val colors = MaterialTheme.colorScheme
    Text(
        text,
        Modifier.weight(NUMBER).alignByBaseline(),
        color = if (quiet) colors.onSurfaceVariant else colors.onSurface,
        style = MaterialTheme.typography.bodySmall.tabular,
        textAlign = TextAlign.End,
        softWrap = false,
    )
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Tiles(figures: Figures) {
    val rate = stringResource(R.string.frames_per_second_value, figures.framesPerSecond)
    FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Arrangement.spacedBy(8.dp)) {
        Tile(stringResource(R.string.frames_per_second), rate)
        Tile(stringResource(R.string.dropped), stringResource(R.string.dropped_value, figures.dropped))
        Tile(stringResource(R.string.thermal), stringResource(figures.thermal.word))
    }
}

@Composable
private fun Tile(name: String, value: String) {
    val spoken = stringResource(R.string.tile_spoken, name, value)
    Column(Modifier.clearAndSetSemantics { contentDescription = spoken }) {
        Text(value, style = MaterialTheme.typography.titleMedium.tabular)
        Text(
            name,
            style = MaterialTheme.typography.labelMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
    }
}

private const val NAME = 1.5f
private const val NUMBER = 1f
