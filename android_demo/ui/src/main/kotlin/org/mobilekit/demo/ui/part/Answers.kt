package org.mobilekit.demo.ui.part

import androidx.compose.animation.core.animateFloatAsState
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Answer
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.Guess
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.theme.tabular

/** The best guesses with their scores, or why there are none. */
@Composable
internal fun Answers(answer: Gated<Answer>, modifier: Modifier = Modifier) {
    when (answer) {
        is Gated.Withheld -> Withheld(answer.why, modifier)
        is Gated.Open -> Column(modifier, verticalArrangement = Arrangement.spacedBy(12.dp)) {
            answer.value.best.forEachIndexed { rank, guess -> GuessRow(guess, first = rank == 0) }
        }
    }
}

@Composable
private fun GuessRow(guess: Guess, first: Boolean) {
    val score = percent(guess.score)
    val spoken = stringResource(R.string.guess_spoken, guess.label, score)
    val style = MaterialTheme.typography.run { if (first) titleMedium else bodyMedium }
    val weight = if (first) FontWeight.SemiBold else FontWeight.Normal
    Column(
        Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken },
        verticalArrangement = Arrangement.spacedBy(6.dp),
    ) {
        Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.Bottom) {
            val label = Modifier.weight(1f)
            Text(guess.label, label, style = style, fontWeight = weight, maxLines = 2, overflow = TextOverflow.Ellipsis)
            Text(score, style = style.tabular, fontWeight = weight)
        }
        Bar(guess.score, first)
    }
}

@Composable
private fun Bar(score: Float, first: Boolean) {
    val length by animateFloatAsState(score.coerceIn(0f, 1f), label = "score")
    val colors = MaterialTheme.colorScheme
    val ink = if (first) colors.primary else colors.outline
    Box(Modifier.fillMaxWidth().height(6.dp).clip(CircleShape).background(colors.surfaceContainerHighest)) {
        Box(Modifier.fillMaxWidth(length).fillMaxHeight().clip(CircleShape).background(ink))
    }
}
