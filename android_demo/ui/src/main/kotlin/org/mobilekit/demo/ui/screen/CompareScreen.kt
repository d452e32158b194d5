package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.Button
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Comparison
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Side
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.part.Answers
import org.mobilekit.demo.ui.part.Badge
import org.mobilekit.demo.ui.part.Block
import org.mobilekit.demo.ui.part.Delegates
import org.mobilekit.demo.ui.part.Heading
import org.mobilekit.demo.ui.part.Withheld
import org.mobilekit.demo.ui.part.milliseconds
import org.mobilekit.demo.ui.theme.tabular

private val TWO_CARDS = 340.dp

/** Two delegates, one beside the other. */
@Composable
internal fun CompareScreen(state: UiState.Compare, onEvent: (UiEvent) -> Unit) {
    val setup = state.setup
    val comparison = state.comparison
    Page {
        Title(stringResource(R.string.compare_title), stringResource(R.string.compare_about))
        val others = setup.delegates.filter { !it.chosen }
        Delegates(stringResource(R.string.compare_with, setup.delegate.name), others, comparison.other) {
            onEvent(UiEvent.ChooseOther(it))
        }
        if (comparison.other == null) {
            Text(stringResource(R.string.compare_choose), style = MaterialTheme.typography.bodyMedium)
        }
        if (comparison.running) {
            Text(stringResource(R.string.compare_running), style = MaterialTheme.typography.bodyLarge)
            LinearProgressIndicator(Modifier.fillMaxWidth())
        }
        Sides(comparison, onEvent)
        val ready = comparison.other != null && !comparison.running
        Button({ onEvent(UiEvent.Plain.START_COMPARISON) }, enabled = ready) {
            Text(stringResource(R.string.compare_start))
        }
    }
}

@Composable
private fun Sides(comparison: Comparison, onEvent: (UiEvent) -> Unit) {
    val sides = listOfNotNull(comparison.first, comparison.second)
    BoxWithConstraints {
        // Two cards side by side would break labels in the middle.
        if (maxWidth < TWO_CARDS * LocalDensity.current.fontScale) {
            Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                for (side in sides) SideCard(side, Modifier, onEvent)
            }
        } else {
            Row(Modifier.height(IntrinsicSize.Max), Arrangement.spacedBy(12.dp)) {
                for (side in sides) SideCard(side, Modifier.weight(1f).fillMaxHeight(), onEvent)
            }
        }
    }
    if (comparison.first != null && comparison.second != null) Ratio(comparison.first, comparison.second)
}

@Composable
private fun SideCard(side: Side, modifier: Modifier, onEvent: (UiEvent) -> Unit) {
    Block(modifier) {
        Heading(side.delegate.name)
        Badge(side.delegate.check)
        Answers(side.answer)
        when (val inference = side.inference) {
            is Gated.Withheld -> if (side.answer is Gated.Open) Withheld(inference.why)
            is Gated.Open -> Column(Modifier.semantics(mergeDescendants = true) {}) {
                Text(milliseconds(inference.value.p50), style = MaterialTheme.typography.titleLarge.tabular)
                Text(
                    stringResource(R.string.compare_median),
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                    style = MaterialTheme.typography.bodySmall,
                )
            }
        }
        DetailsButton(side.delegate, onEvent)
    }
}

/** The slower one against the faster, if both have numbers to show. */
@Composable
private fun Ratio(first: Side, second: Side) {
    val timed = listOf(first, second).mapNotNull { side ->
        (side.inference as? Gated.Open)?.let { side.delegate.name to it.value.p50 }
    }
    if (timed.size < 2 || timed.any { it.second <= 0 }) return
    val (fast, slow) = timed.sortedBy { it.second }
    val ratio = slow.second.toDouble() / fast.second
    Text(
        stringResource(R.string.times_over, slow.first, ratio, fast.first),
        style = MaterialTheme.typography.bodyLarge,
    )
}
