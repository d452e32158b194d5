package org.mobilekit.demo.core.tensor

import org.mobilekit.demo.core.manifest.Size

/** The part of the upright picture that becomes the input: whole pixels, centred. */
data class CropBox(val x0: Int, val y0: Int, val x1: Int, val y1: Int) {
    companion object {
        /** The contract's step 2: the input's aspect ratio, the limiting side scaled by [fraction]. */
        fun of(height: Int, width: Int, size: Size, fraction: Double): CropBox {
            val boxHeight: Int
            val boxWidth: Int
            if (width.toLong() * size.height >= height.toLong() * size.width) {
                boxHeight = maxOf(1, (fraction * height).toInt())
                boxWidth = (boxHeight * (size.width.toDouble() / size.height)).toInt().coerceIn(1, width)
            } else {
                boxWidth = maxOf(1, (fraction * width).toInt())
                boxHeight = (boxWidth * (size.height.toDouble() / size.width)).toInt().coerceIn(1, height)
            }
            val x0 = (width - boxWidth) / 2
            val y0 = (height - boxHeight) / 2
            return CropBox(x0, y0, x0 + boxWidth, y0 + boxHeight)
        }
    }
}
