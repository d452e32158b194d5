package org.mobilekit.demo.core.tensor

import org.mobilekit.demo.core.bundle.Picture

/** A golden picture: three bytes a pixel, no padding. */
class RgbFrame(private val picture: Picture, rotation: Int) : Frame() {
    init {
        place(0, 0, picture.width, picture.height, rotation)
    }

    override fun checkFits(right: Int, bottom: Int) {
        require(right <= picture.width && bottom <= picture.height) { "the crop is larger than the picture" }
    }

    override fun read(x: Int, y: Int, dx: Int, dy: Int, count: Int, into: IntArray) {
        var from = (y * picture.width + x) * CHANNELS
        val step = (dy * picture.width + dx) * CHANNELS
        var to = 0
        repeat(count) {
            into[to] = picture.rgb[from].toInt() and BYTE
            into[to + 1] = picture.rgb[from + 1].toInt() and BYTE
            into[to + 2] = picture.rgb[from + 2].toInt() and BYTE
            from += step
            to += CHANNELS
        }
    }

    private companion object {
        const val CHANNELS = 3
        const val BYTE = 0xFF
    }
}
