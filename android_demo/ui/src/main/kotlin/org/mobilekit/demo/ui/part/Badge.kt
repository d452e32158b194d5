package org.mobilekit.demo.ui.part

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.theme.LocalTones
import org.mobilekit.demo.ui.theme.Signs
import org.mobilekit.demo.ui.theme.Tone

/** What a self-check came to: sign, word and colour together, so that none is needed alone. */
@Composable
internal fun Badge(check: Check, modifier: Modifier = Modifier) {
    val tone = tone(check)
    Surface(modifier, shape = CircleShape, color = tone.ground, contentColor = tone.ink) {
        Row(
            Modifier.padding(start = 8.dp, end = 12.dp, top = 4.dp, bottom = 4.dp),
            horizontalArrangement = Arrangement.spacedBy(6.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Icon(sign(check), contentDescription = null, Modifier.size(besideType(16)))
            Text(brief(check), style = MaterialTheme.typography.labelMedium)
        }
    }
}

/** The sign of a check, in its verdict's ink: for a chip, whose name stands beside it. */
internal fun sign(check: Check): ImageVector = if (check is Check.Done) check.verdict.sign else Signs.unknown

@Composable
private fun tone(check: Check): Tone {
    val colors = MaterialTheme.colorScheme
    val neutral = Tone(colors.surfaceContainerHighest, colors.onSurfaceVariant)
    return if (check is Check.Done) LocalTones.current.getValue(check.verdict) else neutral
}
