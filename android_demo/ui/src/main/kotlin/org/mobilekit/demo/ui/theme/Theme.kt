package org.mobilekit.demo.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ProvidableCompositionLocal
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Verdict

internal val LocalTones: ProvidableCompositionLocal<Map<Verdict, Tone>> = staticCompositionLocalOf { lightTones }

/**
 * The demo's colours, type and corners.
 *
 * @param family the typeface; the device's own unless a picture on another system is to look like it.
 */
@Composable
fun DemoTheme(
    dark: Boolean = isSystemInDarkTheme(),
    family: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) {
    val type = remember(family) { typography(family) }
    CompositionLocalProvider(LocalTones provides if (dark) darkTones else lightTones) {
        MaterialTheme(if (dark) darkScheme else lightScheme, shapes, type, content)
    }
}

private val shapes = Shapes(
    small = RoundedCornerShape(10.dp),
    medium = RoundedCornerShape(16.dp),
    large = RoundedCornerShape(24.dp),
)

/** Figures of one width, so that numbers that change do not jump. */
internal val TextStyle.tabular: TextStyle get() = copy(fontFeatureSettings = "tnum")

private fun typography(family: FontFamily): Typography {
    val base = Typography()
    return Typography(
        displaySmall = base.displaySmall.copy(fontFamily = family, fontWeight = FontWeight.Medium),
        headlineSmall = base.headlineSmall.copy(fontFamily = family, fontWeight = FontWeight.Medium),
        titleLarge = base.titleLarge.copy(fontFamily = family, fontWeight = FontWeight.Medium),
        titleMedium = base.titleMedium.copy(fontFamily = family),
        titleSmall = base.titleSmall.copy(fontFamily = family),
        bodyLarge = base.bodyLarge.copy(fontFamily = family),
        bodyMedium = base.bodyMedium.copy(fontFamily = family),
        bodySmall = base.bodySmall.copy(fontFamily = family),
        labelLarge = base.labelLarge.copy(fontFamily = family),
        labelMedium = base.labelMedium.copy(fontFamily = family),
        labelSmall = base.labelSmall.copy(fontFamily = family),
    )
}
