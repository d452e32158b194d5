package org.mobilekit.demo.ui

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.mobilekit.demo.ui.theme.darkScheme
import org.mobilekit.demo.ui.theme.darkTones
import org.mobilekit.demo.ui.theme.lightScheme
import org.mobilekit.demo.ui.theme.lightTones

/** WCAG 2.2: text at least 4.5 : 1 on its ground, what is drawn at least 3 : 1. */
class ContrastTest {
    @Test
    fun `every verdict can be read in light and dark`() {
        for (tones in listOf(lightTones, darkTones)) {
            assertEquals(Verdict.entries.toSet(), tones.keys)
            for ((verdict, tone) in tones) assertTrue(ratio(tone.ground, tone.ink) >= 4.5, "$verdict")
        }
    }

    @Test
    fun `text and quiet text can be read on every ground`() {
        for (scheme in listOf(lightScheme, darkScheme)) {
            for (ground in grounds(scheme)) {
                assertTrue(ratio(ground, scheme.onSurface) >= 4.5)
                assertTrue(ratio(ground, scheme.onSurfaceVariant) >= 4.5)
                assertTrue(ratio(ground, scheme.primary) >= 3.0)
            }
        }
    }

    private fun grounds(scheme: ColorScheme) =
        listOf(
            scheme.background,
            scheme.surface,
            scheme.surfaceContainerLow,
            scheme.surfaceContainer,
            scheme.surfaceContainerHighest,
        )

    private fun ratio(one: Color, other: Color): Double {
        val (dark, light) = listOf(one.luminance(), other.luminance()).sorted()
        return (light + 0.05) / (dark + 0.05)
    }
}
