package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CornerSize
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.DelegateChoice
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.part.Badge
import org.mobilekit.demo.ui.part.CheckedImages
import org.mobilekit.demo.ui.part.Fact
import org.mobilekit.demo.ui.part.Withheld
import org.mobilekit.demo.ui.part.meaning

/** A delegate's self-check, image by image, over the screen that it belongs to. */
@Composable
internal fun CheckSheet(delegate: DelegateChoice, onEvent: (UiEvent) -> Unit) {
    val title = stringResource(R.string.check_title, delegate.name)
    val close = stringResource(R.string.close)
    Box(Modifier.fillMaxSize()) {
        Box(
            Modifier
                .fillMaxSize()
                .background(MaterialTheme.colorScheme.scrim.copy(alpha = 0.5f))
                .clickable(interactionSource = null, indication = null, onClickLabel = close) {
                    onEvent(UiEvent.Plain.HIDE_CHECK)
                },
        )
        Surface(
            Modifier
                .align(Alignment.BottomCenter)
                .widthIn(max = 560.dp)
                .fillMaxWidth()
                .fillMaxHeight(if (LocalWide.current) 0.97f else 0.86f)
                .semantics { paneTitle = title },
            shape = MaterialTheme.shapes.large.copy(bottomStart = CornerSize(0.dp), bottomEnd = CornerSize(0.dp)),
        ) {
            Column(Modifier.navigationBarsPadding().padding(20.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Text(title, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
                Badge(delegate.check)
                Column(
                    Modifier.weight(1f).verticalScroll(rememberScrollState()),
                    verticalArrangement = Arrangement.spacedBy(12.dp),
                ) { Findings(delegate.check) }
                Buttons(onEvent)
            }
        }
    }
}

@Composable
private fun ColumnScope.Findings(check: Check) {
    when (check) {
        Check.NotRun -> Withheld(Gated.Why.NOT_CHECKED)
        is Check.Running -> Withheld(Gated.Why.CHECKING)
        is Check.Done -> {
            Text(stringResource(check.verdict.meaning), style = MaterialTheme.typography.bodyLarge)
            if (check.reason.isNotEmpty()) Text(check.reason, style = MaterialTheme.typography.bodyMedium)
            Fact(stringResource(R.string.check_ran_on), check.ranOn.uppercase())
            Fact(stringResource(R.string.check_tolerance), stringResource(R.string.check_number, check.tolerance))
            check.images.maxOfOrNull { it.difference }?.let { worst ->
                Fact(stringResource(R.string.check_worst), stringResource(R.string.check_number, worst))
            }
            CheckedImages(check.images)
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Buttons(onEvent: (UiEvent) -> Unit) {
    FlowRow(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp, Alignment.End)) {
        TextButton({ onEvent(UiEvent.Plain.CHECK_AGAIN) }) { Text(stringResource(R.string.check_again)) }
        Button({ onEvent(UiEvent.Plain.HIDE_CHECK) }) { Text(stringResource(R.string.close)) }
    }
}

/** A way to the details from where a line of its own would be too much. */
@Composable
internal fun DetailsButton(delegate: DelegateChoice, onEvent: (UiEvent) -> Unit) {
    val spoken = stringResource(R.string.check_details)
    TextButton(
        { onEvent(UiEvent.ShowCheck(delegate.id)) },
        // In line with what stands above it.
        Modifier.defaultMinSize(minWidth = 48.dp).semantics { contentDescription = spoken },
        contentPadding = PaddingValues(0.dp),
    ) { Text(stringResource(R.string.details)) }
}
