package org.mobilekit.demo.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.Density
import java.io.File
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.mobilekit.demo.ui.theme.DemoTheme

/** How a picture is taken: the window in pixels, and what a person set on the phone. */
enum class Shot(val width: Int, val height: Int, val density: Float, val type: Float, val dark: Boolean) {
    LIGHT(822, 1782, 2f, 1f, dark = false),
    DARK(822, 1782, 2f, 1f, dark = true),
    LARGE(822, 1782, 2f, 2f, dark = false),
    LANDSCAPE(1782, 822, 2f, 1f, dark = false),
    SMALL(640, 1136, 2f, 1f, dark = false),
    ;

    /** The frame after [settled] nanoseconds, when what moves has come to rest. */
    fun take(state: UiState): Image {
        val scene = ImageComposeScene(width, height, Density(density, type)) { Demo(state, dark) }
        scene.render(0)
        val image = scene.render(settled)
        scene.close()
        return image
    }

    private companion object {
        const val settled = 2_000_000_000L
    }
}

/** The demo in the colours asked for, in Android's typeface if this machine has it. */
@Composable
fun Demo(state: UiState, dark: Boolean = false, onEvent: (UiEvent) -> Unit = {}) {
    DemoTheme(dark, roboto) { DemoScreen(state, onEvent) { Scenery.Preview(it) } }
}

private val roboto: FontFamily by lazy {
    val folder = File("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF")
    val fonts = listOf("Regular" to FontWeight.Normal, "Medium" to FontWeight.Medium, "Bold" to FontWeight.Bold)
        .map { (name, weight) -> File(folder, "Roboto-$name.ttf") to weight }
        .filter { it.first.isFile }
    if (fonts.isEmpty()) FontFamily.Default else FontFamily(fonts.map { (file, weight) -> Font(file, weight) })
}

fun Image.save(file: File) {
    file.parentFile.mkdirs()
    file.writeBytes(checkNotNull(encodeToData(EncodedImageFormat.PNG)).bytes)
}
