package org.mobilekit.demo.ui.part

import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import org.mobilekit.demo.ui.Pixels

private const val OPAQUE = 0xFF shl 24

/** The pixels as a bitmap, painted in runs of one colour: Compose has no other way that every system shares. */
internal fun picture(pixels: Pixels): ImageBitmap {
    val bitmap = ImageBitmap(pixels.width, pixels.height)
    val canvas = Canvas(bitmap)
    val paint = Paint().apply { isAntiAlias = false }
    for (row in 0 until pixels.height) {
        var column = 0
        while (column < pixels.width) {
            val end = runEnd(pixels, row, column)
            paint.color = Color(OPAQUE or pixels.rgb[row * pixels.width + column])
            canvas.drawRect(Rect(column.toFloat(), row.toFloat(), end.toFloat(), row + 1f), paint)
            column = end
        }
    }
    return bitmap
}

private fun runEnd(pixels: Pixels, row: Int, start: Int): Int {
    val line = row * pixels.width
    var end = start + 1
    while (end < pixels.width && pixels.rgb[line + end] == pixels.rgb[line + start]) end++
    return end
}
