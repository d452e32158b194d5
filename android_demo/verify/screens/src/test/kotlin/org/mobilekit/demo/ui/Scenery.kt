package org.mobilekit.demo.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.unit.Density

/** What stands in for the camera: a ship on the sea, drawn. */
object Scenery {
    @Composable
    fun Preview(modifier: Modifier) {
        Canvas(modifier) { draw() }
    }

    fun pixels(side: Int): Pixels {
        val scene = ImageComposeScene(side, side, Density(1f)) { Preview(Modifier.fillMaxSize()) }
        val map = scene.render().toComposeImageBitmap().toPixelMap()
        scene.close()
        return Pixels(side, side, IntArray(side * side) { map.buffer[it] and 0xFFFFFF })
    }

    private fun DrawScope.draw() {
        val middle = size.height * 0.62f
        val unit = size.minDimension
        drawRect(Brush.verticalGradient(listOf(Color(0xFF7FB2D9), Color(0xFFE9D9C4)), endY = middle))
        drawCircle(Color(0xFFFFF1D0), unit * 0.06f, Offset(size.width * 0.72f, middle - unit * 0.24f))
        val sea = Brush.verticalGradient(
            listOf(Color(0xFF5B8CA3), Color(0xFF1F4557)),
            startY = middle,
            endY = size.height,
        )
        drawRect(sea, Offset(0f, middle), Size(size.width, size.height - middle))
        drawShip(Offset(size.width * 0.5f, middle + unit * 0.05f), unit * 0.5f)
    }

    private fun DrawScope.drawShip(at: Offset, width: Float) {
        val hull = shape(at, width, -0.5f to -0.06f, 0.5f to -0.1f, 0.4f to 0.12f, -0.38f to 0.12f)
        drawPath(hull, Color(0xFF7E2D2A))
        drawPath(shape(at, width, -0.3f to -0.06f, -0.3f to -0.2f, 0.16f to -0.2f, 0.2f to -0.08f), Color(0xFFF4F1EA))
        drawPath(shape(at, width, -0.2f to -0.2f, -0.2f to -0.28f, 0.04f to -0.28f, 0.06f to -0.2f), Color(0xFFE2DDD2))
        drawPath(
            shape(at, width, -0.14f to -0.28f, -0.14f to -0.42f, -0.05f to -0.42f, -0.05f to -0.28f),
            Color(0xFF34454F),
        )
    }

    private fun shape(at: Offset, width: Float, vararg corners: Pair<Float, Float>) = Path().apply {
        corners.forEachIndexed { index, (x, y) ->
            val (left, top) = at + Offset(x * width, y * width)
            if (index == 0) moveTo(left, top) else lineTo(left, top)
        }
        close()
    }
}
