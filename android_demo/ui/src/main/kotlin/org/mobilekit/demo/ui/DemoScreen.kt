package org.mobilekit.demo.ui

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import org.mobilekit.demo.ui.screen.BenchmarkScreen
import org.mobilekit.demo.ui.screen.CompareScreen
import org.mobilekit.demo.ui.screen.FrozenScreen
import org.mobilekit.demo.ui.screen.LiveScreen
import org.mobilekit.demo.ui.screen.OpeningScreen
import org.mobilekit.demo.ui.screen.Places
import org.mobilekit.demo.ui.screen.ProblemScreen

/**
 * The whole demo as a function of [state].
 *
 * @param preview the camera's picture, which fills what it is given; a slot, so that nothing here knows of cameras.
 */
@Composable
fun DemoScreen(state: UiState, onEvent: (UiEvent) -> Unit, preview: @Composable (Modifier) -> Unit) {
    Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background) {
        when (state) {
            UiState.Opening -> OpeningScreen()
            is UiState.Problem -> ProblemScreen(state, onEvent)
            is UiState.Ready -> Places(state, onEvent) {
                when (state) {
                    is UiState.Live -> LiveScreen(state, onEvent, preview)
                    is UiState.Frozen -> FrozenScreen(state, onEvent)
                    is UiState.Benchmark -> BenchmarkScreen(state, onEvent)
                    is UiState.Compare -> CompareScreen(state, onEvent)
                }
            }
        }
    }
}
