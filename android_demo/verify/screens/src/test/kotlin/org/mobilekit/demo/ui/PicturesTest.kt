package org.mobilekit.demo.ui

import java.io.File
import kotlin.test.assertTrue
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.Image
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** Every state of the screen in every way it is looked at, as a PNG below `target/pictures`. */
class PicturesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    fun `every state draws itself`(name: String, state: UiState, shot: Shot) {
        val image = shot.take(state)
        image.save(File(System.getProperty("screens.pictures"), "$name.png"))
        assertTrue(colours(image) > 12, "$name is as good as empty")
    }

    private fun colours(image: Image): Int {
        val bitmap = Bitmap.makeFromImage(image)
        return (0 until image.width step 7).flatMapTo(HashSet()) { x ->
            (0 until image.height step 7).map { y -> bitmap.getColor(x, y) }
        }.size
    }

    private companion object {
        /** All in light; what has most on it in the other ways, too. */
        @JvmStatic
        fun pictures(): List<Array<Any>> {
            val rich = listOf(
                "live",
                "live-wrong",
                "frozen",
                "check-wrong",
                "benchmark-done",
                "compare-done",
                "bundle-refused",
            )
            val light = Samples.all.map { (name, state) -> arrayOf(name, state, Shot.LIGHT) }
            val others = (Shot.entries - Shot.LIGHT).flatMap { shot ->
                rich.map { arrayOf("$it-${shot.name.lowercase()}", Samples.all.getValue(it), shot) }
            }
            return light + others
        }
    }
}
