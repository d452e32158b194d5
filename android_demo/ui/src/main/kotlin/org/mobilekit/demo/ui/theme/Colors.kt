package org.mobilekit.demo.ui.theme

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.ui.graphics.Color
import org.mobilekit.demo.ui.Verdict

internal val lightScheme: ColorScheme = lightColorScheme(
    primary = Color(0xFF006A60),
    onPrimary = Color(0xFFFFFFFF),
    primaryContainer = Color(0xFFB9EFE5),
    onPrimaryContainer = Color(0xFF00201C),
    secondary = Color(0xFF4A635F),
    onSecondary = Color(0xFFFFFFFF),
    secondaryContainer = Color(0xFFD3E8E2),
    onSecondaryContainer = Color(0xFF05201C),
    background = Color(0xFFF7FAF8),
    onBackground = Color(0xFF161D1B),
    surface = Color(0xFFF7FAF8),
    onSurface = Color(0xFF161D1B),
    surfaceVariant = Color(0xFFDDE6E2),
    onSurfaceVariant = Color(0xFF3F4946),
    outline = Color(0xFF6F7976),
    outlineVariant = Color(0xFFCBD4D1),
    surfaceContainerLowest = Color(0xFFFFFFFF),
    surfaceContainerLow = Color(0xFFF1F5F3),
    surfaceContainer = Color(0xFFEBF0EE),
    surfaceContainerHigh = Color(0xFFE5EBE8),
    surfaceContainerHighest = Color(0xFFDFE5E2),
)

internal val darkScheme: ColorScheme = darkColorScheme(
    primary = Color(0xFF82D5C8),
    onPrimary = Color(0xFF003731),
    primaryContainer = Color(0xFF005048),
    onPrimaryContainer = Color(0xFFB9EFE5),
    secondary = Color(0xFFB1CCC6),
    onSecondary = Color(0xFF1C3531),
    secondaryContainer = Color(0xFF2B423E),
    onSecondaryContainer = Color(0xFFD3E8E2),
    background = Color(0xFF0E1413),
    onBackground = Color(0xFFDDE4E1),
    surface = Color(0xFF0E1413),
    onSurface = Color(0xFFDDE4E1),
    surfaceVariant = Color(0xFF3F4946),
    onSurfaceVariant = Color(0xFFBEC9C6),
    outline = Color(0xFF899390),
    outlineVariant = Color(0xFF333C3A),
    surfaceContainerLowest = Color(0xFF090F0E),
    surfaceContainerLow = Color(0xFF151B1A),
    surfaceContainer = Color(0xFF1A211F),
    surfaceContainerHigh = Color(0xFF242B2A),
    surfaceContainerHighest = Color(0xFF2F3634),
)

/** A ground and what is written on it; at least 4.5 : 1 (WCAG 2.2, 1.4.3), which a test holds. */
data class Tone(val ground: Color, val ink: Color)

/** How each verdict looks; its word and sign always stand beside the colour. */
internal val lightTones: Map<Verdict, Tone> = mapOf(
    Verdict.PASS to Tone(Color(0xFFCDEFD8), Color(0xFF0A4A2A)),
    Verdict.DRIFT to Tone(Color(0xFFFFE6B8), Color(0xFF553A00)),
    Verdict.WRONG to Tone(Color(0xFFFFDAD6), Color(0xFF7A0B10)),
    Verdict.FELL_BACK to Tone(Color(0xFFDFE2FF), Color(0xFF2A3363)),
)

internal val darkTones: Map<Verdict, Tone> = mapOf(
    Verdict.PASS to Tone(Color(0xFF12402A), Color(0xFFBDEFCC)),
    Verdict.DRIFT to Tone(Color(0xFF4A3500), Color(0xFFFFDFA8)),
    Verdict.WRONG to Tone(Color(0xFF6B1114), Color(0xFFFFDAD6)),
    Verdict.FELL_BACK to Tone(Color(0xFF2F3865), Color(0xFFDFE2FF)),
)
