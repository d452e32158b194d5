package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.NavigationRail
import androidx.compose.material3.NavigationRailItem
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ProvidableCompositionLocal
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.Density
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.theme.Signs

/** Whether the window is wider than high. */
internal val LocalWide: ProvidableCompositionLocal<Boolean> = staticCompositionLocalOf { false }

/** The three places with the bar that leads to them: below, or at the side of a wide window. */
@Composable
internal fun Places(state: UiState.Ready, onEvent: (UiEvent) -> Unit, content: @Composable () -> Unit) {
    BoxWithConstraints(Modifier.fillMaxSize()) {
        val wide = maxWidth > maxHeight
        CompositionLocalProvider(LocalWide provides wide) {
            if (wide) {
                Row {
                    Rail(state, onEvent)
                    Box(Modifier.weight(1f)) { content() }
                }
            } else {
                Column {
                    Box(Modifier.weight(1f)) { content() }
                    BottomBar(state, onEvent)
                }
            }
            state.details?.let { CheckSheet(it, onEvent) }
        }
    }
}

private enum class Place(val screen: UiEvent.Screen, val word: Int, val sign: ImageVector) {
    LIVE(UiEvent.Screen.LIVE, R.string.go_live, Signs.live),
    BENCHMARK(UiEvent.Screen.BENCHMARK, R.string.go_benchmark, Signs.benchmark),
    COMPARE(UiEvent.Screen.COMPARE, R.string.go_compare, Signs.compare),
}

private val UiState.Ready.place: Place
    get() = when (this) {
        is UiState.Live, is UiState.Frozen -> Place.LIVE
        is UiState.Benchmark -> Place.BENCHMARK
        is UiState.Compare -> Place.COMPARE
    }

@Composable
private fun BottomBar(state: UiState.Ready, onEvent: (UiEvent) -> Unit) {
    NavigationBar(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for (place in Place.entries) {
            NavigationBarItem(
                selected = place == state.place,
                onClick = { onEvent(UiEvent.Go(place.screen)) },
                icon = { Icon(place.sign, contentDescription = null) },
                label = { Label(place) },
            )
        }
    }
}

@Composable
private fun Rail(state: UiState.Ready, onEvent: (UiEvent) -> Unit) {
    NavigationRail(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        Spacer(Modifier.weight(1f))
        for (place in Place.entries) {
            NavigationRailItem(
                selected = place == state.place,
                onClick = { onEvent(UiEvent.Go(place.screen)) },
                icon = { Icon(place.sign, contentDescription = null) },
                label = { Label(place) },
            )
        }
        Spacer(Modifier.weight(1f))
    }
}

/** Grows with the type that a person set, but not beyond its third of the bar: a word cut short says nothing. */
@Composable
private fun Label(place: Place) {
    val set = LocalDensity.current
    CompositionLocalProvider(LocalDensity provides Density(set.density, minOf(set.fontScale, LARGEST_LABEL))) {
        Text(stringResource(place.word), maxLines = 1)
    }
}

private const val LARGEST_LABEL = 1.5f
