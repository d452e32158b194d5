package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.Pixels
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.part.Answers
import org.mobilekit.demo.ui.part.Heading
import org.mobilekit.demo.ui.part.Latency
import org.mobilekit.demo.ui.part.picture

/** The held frame as the network got it: unsmoothed, so that each of its pixels can be told apart. */
@Composable
internal fun FrozenScreen(state: UiState.Frozen, onEvent: (UiEvent) -> Unit) {
    TwoParts(
        top = { TopBar(state.setup, onEvent) },
        picture = { modifier ->
            Box(modifier.background(Color.Black)) { Saw(state.saw, Modifier.align(Alignment.Center).padding(12.dp)) }
        },
        panel = {
            Caption(state.saw)
            FilledTonalButton({ onEvent(UiEvent.Plain.RESUME) }) { Text(stringResource(R.string.resume)) }
            Answers(state.answer)
            SetupPart(state.setup, onEvent)
            if (state.answer is Gated.Open) Latency(state.figures)
        },
    )
}

@Composable
private fun Caption(saw: Pixels) {
    Column {
        Heading(stringResource(R.string.saw))
        Text(stringResource(R.string.pixels, saw.width, saw.height), style = MaterialTheme.typography.bodySmall)
    }
}

@Composable
private fun Saw(pixels: Pixels, modifier: Modifier) {
    Image(
        bitmap = remember(pixels) { picture(pixels) },
        contentDescription = stringResource(R.string.saw_spoken, pixels.width, pixels.height),
        modifier = modifier
            .fillMaxSize()
            .aspectRatio(pixels.width.toFloat() / pixels.height, matchHeightConstraintsFirst = true)
            .clip(MaterialTheme.shapes.small),
        contentScale = ContentScale.FillBounds,
        filterQuality = FilterQuality.None,
    )
}
