package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.WindowInsetsSides
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.only
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.DelegateChoice
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Setup
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.part.Badge
import org.mobilekit.demo.ui.part.Delegates
import org.mobilekit.demo.ui.part.Variants
import org.mobilekit.demo.ui.part.besideType
import org.mobilekit.demo.ui.theme.Signs

private const val NARROW_TOP = 0.41f
private const val NARROW_TOP_LARGE_TYPE = 0.38f
private const val LARGE_TYPE = 1.3f

/** A picture below its bar, and what there is to say of it: above one another, or side by side in a wide window. */
@Composable
internal fun TwoParts(
    top: @Composable () -> Unit,
    picture: @Composable (Modifier) -> Unit,
    panel: @Composable ColumnScope.() -> Unit,
) {
    if (LocalWide.current) {
        Row(Modifier.fillMaxSize()) {
            UnderBar(Modifier.weight(1f), top, picture)
            Box(Modifier.weight(1f).windowInsetsPadding(rightOfPicture())) { Scrolling(panel) }
        }
    } else {
        val large = LocalDensity.current.fontScale > LARGE_TYPE
        val share = if (large) NARROW_TOP_LARGE_TYPE else NARROW_TOP
        Column(Modifier.fillMaxSize()) {
            UnderBar(Modifier.weight(share), top, picture)
            Box(Modifier.weight(1 - share)) { Scrolling(panel) }
        }
    }
}

@Composable
private fun UnderBar(modifier: Modifier, top: @Composable () -> Unit, picture: @Composable (Modifier) -> Unit) {
    Column(modifier) {
        top()
        picture(Modifier.weight(1f).fillMaxWidth())
    }
}

/** A page of its own: no wider than lines stay readable, and clear of the system's bars. */
@Composable
internal fun Page(content: @Composable ColumnScope.() -> Unit) {
    Box(Modifier.fillMaxSize().windowInsetsPadding(rightOfPicture()), Alignment.TopCenter) {
        Box(Modifier.widthIn(max = 720.dp)) { Scrolling(content) }
    }
}

/** The bar of places keeps clear of the other sides itself. */
@Composable
private fun rightOfPicture() = WindowInsets.safeDrawing.only(WindowInsetsSides.Top + WindowInsetsSides.End)

/** A column that scrolls, with the margins that all screens share. */
@Composable
private fun Scrolling(content: @Composable ColumnScope.() -> Unit) {
    Column(
        Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(horizontal = 16.dp, vertical = 20.dp),
        verticalArrangement = Arrangement.spacedBy(16.dp),
        content = content,
    )
}

/** The pickers, and the badge of the delegate in use. */
@Composable
internal fun SetupPart(setup: Setup, onEvent: (UiEvent) -> Unit) {
    CheckLine(setup.delegate, onEvent)
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Delegates(stringResource(R.string.choose_delegate), setup.delegates, setup.delegate.id) {
            onEvent(UiEvent.ChooseDelegate(it))
        }
        Variants(setup.variants) { onEvent(UiEvent.ChooseVariant(it)) }
    }
}

/** The badge in a line that opens its details. */
@Composable
internal fun CheckLine(delegate: DelegateChoice, onEvent: (UiEvent) -> Unit) {
    Row(
        Modifier
            .fillMaxWidth()
            .heightIn(min = 48.dp)
            .clickable(onClickLabel = stringResource(R.string.check_details), role = Role.Button) {
                onEvent(UiEvent.ShowCheck(delegate.id))
            },
        horizontalArrangement = Arrangement.spacedBy(12.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Badge(delegate.check)
        Text(
            summary(delegate),
            Modifier.weight(1f),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        Icon(Signs.next, contentDescription = null, Modifier.size(besideType(20)))
    }
}

/** The reason where there is one, else what agrees. */
@Composable
private fun summary(delegate: DelegateChoice): String {
    val check = delegate.check
    if (check !is Check.Done) return stringResource(R.string.check_title, delegate.name)
    return check.reason.ifEmpty { stringResource(R.string.check_agree, check.images.size) }
}
