package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.statusBarsPadding
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Setup
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiEvent.Plain
import org.mobilekit.demo.ui.theme.Signs

/** The model's name, another bundle, the report. Beside the camera's picture, not on it: all of that counts. */
@Composable
internal fun TopBar(setup: Setup, onEvent: (UiEvent) -> Unit) {
    Row(
        Modifier.fillMaxWidth().statusBarsPadding().padding(start = 16.dp, end = 4.dp, top = 4.dp, bottom = 4.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(
            breakable(setup.model),
            Modifier.weight(1f),
            style = MaterialTheme.typography.titleMedium,
            maxLines = 2,
            overflow = TextOverflow.Ellipsis,
        )
        Action(Signs.open, R.string.import_bundle) { onEvent(Plain.IMPORT_BUNDLE) }
        Action(Signs.share, R.string.share_report) { onEvent(Plain.SHARE_REPORT) }
    }
}

@Composable
private fun Action(sign: ImageVector, name: Int, onClick: () -> Unit) {
    IconButton(onClick) { Icon(sign, contentDescription = stringResource(name)) }
}

/** A model's name is one word with many underscores: it may break behind them, and nowhere else. */
private fun breakable(name: String) = name.replace("_", "_\u200B")
