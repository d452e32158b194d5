package org.mobilekit.demo.ui.part

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.theme.Signs

/** A card: the one container that all screens share. */
@Composable
internal fun Block(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Surface(
        modifier.fillMaxWidth(),
        shape = MaterialTheme.shapes.medium,
        color = MaterialTheme.colorScheme.surfaceContainerLow,
    ) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(12.dp), content = content)
    }
}

/** A heading that TalkBack can jump to. */
@Composable
internal fun Heading(text: String, modifier: Modifier = Modifier) {
    Text(
        text,
        modifier.semantics { heading() },
        style = MaterialTheme.typography.titleSmall,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
    )
}

/** Why a number is not there. */
@Composable
internal fun Withheld(why: Gated.Why, modifier: Modifier = Modifier) {
    Row(
        modifier.fillMaxWidth(),
        horizontalArrangement = Arrangement.spacedBy(12.dp),
    ) {
        val quiet = MaterialTheme.colorScheme.onSurfaceVariant
        val icon = if (why == Gated.Why.WRONG) Signs.cross else Signs.lock
        Icon(icon, contentDescription = null, Modifier.size(besideType(20)), tint = quiet)
        Text(stringResource(why.word), style = MaterialTheme.typography.bodyMedium, color = quiet)
    }
}

/** The size of a sign that stands beside words: it grows with them. */
@Composable
internal fun besideType(size: Int): Dp = with(LocalDensity.current) { size.sp.toDp() }

/** A name and its value on one line, or on two where large type needs it. */
@Composable
internal fun Fact(name: String, value: String) {
    Row(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}, Arrangement.spacedBy(12.dp)) {
        val quiet = MaterialTheme.colorScheme.onSurfaceVariant
        Text(name, Modifier.weight(1f), style = MaterialTheme.typography.bodyMedium, color = quiet)
        Text(value, style = MaterialTheme.typography.bodyMedium)
    }
}
