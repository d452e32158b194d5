package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.FilledIconButton
import androidx.compose.material3.Icon
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawWithContent
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.ContentDrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Crop
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Setup
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.part.Answers
import org.mobilekit.demo.ui.part.Latency
import org.mobilekit.demo.ui.theme.Signs

/** The camera and what the network says of it. */
@Composable
internal fun LiveScreen(state: UiState.Live, onEvent: (UiEvent) -> Unit, preview: @Composable (Modifier) -> Unit) {
    TwoParts(
        top = { TopBar(state.setup, onEvent) },
        picture = { Viewfinder(it, state.setup, onEvent, preview) },
        panel = {
            Answers(state.answer)
            SetupPart(state.setup, onEvent)
            // Both are withheld for one reason: said once, above.
            if (state.answer is Gated.Open) Latency(state.figures)
        },
    )
}

@Composable
private fun Viewfinder(
    modifier: Modifier,
    setup: Setup,
    onEvent: (UiEvent) -> Unit,
    preview: @Composable (Modifier) -> Unit,
) {
    val spoken = stringResource(R.string.preview_spoken)
    Box(modifier.background(Color.Black)) {
        Box(
            Modifier
                .fillMaxSize()
                .clearAndSetSemantics { contentDescription = spoken }
                .drawWithContent {
                    drawContent()
                    drawSeen(setup.crop)
                },
        ) { preview(Modifier.fillMaxSize()) }
        FilledIconButton({ onEvent(UiEvent.Plain.FREEZE) }, Modifier.align(Alignment.BottomCenter).padding(8.dp)) {
            Icon(Signs.freeze, contentDescription = stringResource(R.string.freeze))
        }
    }
}

/** The corners of what the network sees: the contract's crop box, in the middle of the picture. */
private fun ContentDrawScope.drawSeen(crop: Crop) {
    val height = minOf(size.height, size.width / crop.ratio.toFloat()) * crop.fraction.toFloat()
    val seen = Size(height * crop.ratio.toFloat(), height)
    val origin = Offset((size.width - seen.width) / 2, (size.height - seen.height) / 2)
    val line = Stroke(2.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round)
    val box = Rect(origin, seen).deflate(line.width / 2)
    drawPath(corners(box, arm = 22.dp.toPx()), Color.White.copy(alpha = 0.9f), style = line)
}

private fun corners(box: Rect, arm: Float) = Path().apply {
    for ((x, inwards) in listOf(box.left to arm, box.right to -arm)) {
        for ((y, down) in listOf(box.top to arm, box.bottom to -arm)) {
            moveTo(x, y + down)
            lineTo(x, y)
            lineTo(x + inwards, y)
        }
    }
}
