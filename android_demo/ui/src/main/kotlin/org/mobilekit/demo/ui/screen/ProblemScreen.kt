package org.mobilekit.demo.ui.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiEvent.Plain
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.theme.Signs

/** A bundle is being read. */
@Composable
internal fun OpeningScreen() {
    Middle {
        CircularProgressIndicator()
        Sentence(stringResource(R.string.opening), stringResource(R.string.opening_about))
    }
}

/** What stands in the way, and what can be done about it. */
@Composable
internal fun ProblemScreen(problem: UiState.Problem, onEvent: (UiEvent) -> Unit) {
    Middle {
        Disc(problem.sign)
        Sentence(problem.title(), problem.about())
        Ways(problem, onEvent)
    }
}

private val UiState.Problem.sign: ImageVector
    get() = when (this) {
        is UiState.PermissionDenied -> Signs.lock
        UiState.NoCamera -> Signs.noCamera
        UiState.TooHot -> Signs.heat
        is UiState.DelegateFailed -> Signs.cross
        is UiState.BundleRefused -> Signs.broken
    }

@Composable
private fun UiState.Problem.title(): String = when (this) {
    is UiState.PermissionDenied -> stringResource(R.string.denied_title)
    UiState.NoCamera -> stringResource(R.string.no_camera_title)
    UiState.TooHot -> stringResource(R.string.too_hot_title)
    is UiState.DelegateFailed -> stringResource(R.string.failed_title, setup.delegate.name)
    is UiState.BundleRefused -> stringResource(R.string.refused_title)
}

@Composable
private fun UiState.Problem.about(): String = when (this) {
    is UiState.PermissionDenied -> stringResource(R.string.denied_about)
    UiState.NoCamera -> stringResource(R.string.no_camera_about)
    UiState.TooHot -> stringResource(R.string.too_hot_about)
    is UiState.DelegateFailed -> stringResource(R.string.failed_about) + "\n\n" + reason
    is UiState.BundleRefused -> sentence + "\n\n" + remedy
}

/** The button, then what else there is. */
@Composable
private fun Ways(problem: UiState.Problem, onEvent: (UiEvent) -> Unit) {
    val ways = ways(problem)
    val first = ways.first()
    Column(horizontalAlignment = Alignment.CenterHorizontally) {
        Button({ onEvent(first.event) }) { Word(first) }
        for (way in ways.drop(1)) TextButton({ onEvent(way.event) }) { Word(way) }
    }
}

@Composable
private fun Word(way: Way) = Text(stringResource(way.word), textAlign = TextAlign.Center)

/** The benchmark is the way on that needs no camera. */
private fun ways(problem: UiState.Problem): List<Way> {
    val benchmark = Way(R.string.no_camera_benchmark, UiEvent.Go(UiEvent.Screen.BENCHMARK))
    val again = Way(R.string.try_again, Plain.TRY_AGAIN)
    val import = Way(R.string.import_bundle, Plain.IMPORT_BUNDLE)
    val cpu = Way(R.string.failed_cpu, Plain.USE_CPU)
    return when (problem) {
        is UiState.PermissionDenied -> listOf(allow(problem.canAsk), benchmark)
        UiState.NoCamera -> listOf(benchmark, Way(R.string.try_again, Plain.ASK_FOR_CAMERA))
        UiState.TooHot -> listOf(benchmark)
        is UiState.DelegateFailed -> if (problem.setup.isOnLastRung) listOf(again, import) else listOf(cpu, again)
        is UiState.BundleRefused -> listOf(Way(R.string.refused_packaged, Plain.USE_PACKAGED_BUNDLE), import)
    }
}

private fun allow(canAsk: Boolean) = if (canAsk) {
    Way(R.string.denied_ask, Plain.ASK_FOR_CAMERA)
} else {
    Way(R.string.denied_settings, Plain.OPEN_SETTINGS)
}

private data class Way(val word: Int, val event: UiEvent)

@Composable
private fun Middle(content: @Composable ColumnScope.() -> Unit) {
    Box(Modifier.fillMaxSize().safeDrawingPadding(), Alignment.Center) {
        Column(
            Modifier.widthIn(max = 480.dp).verticalScroll(rememberScrollState()).padding(32.dp),
            verticalArrangement = Arrangement.spacedBy(20.dp),
            horizontalAlignment = Alignment.CenterHorizontally,
            content = content,
        )
    }
}

@Composable
private fun Disc(sign: ImageVector) {
    Surface(shape = CircleShape, color = MaterialTheme.colorScheme.secondaryContainer) {
        Icon(sign, contentDescription = null, Modifier.padding(24.dp).size(40.dp))
    }
}

@Composable
private fun Sentence(title: String, about: String) {
    Text(
        title,
        Modifier.semantics {
            heading()
            liveRegion = LiveRegionMode.Polite
        },
        style = MaterialTheme.typography.headlineSmall,
        textAlign = TextAlign.Center,
    )
    Text(
        about,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        style = MaterialTheme.typography.bodyLarge,
        textAlign = TextAlign.Center,
    )
}
