package org.mobilekit.demo.core.bundle

import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/**
 * A picture of 8-bit RGB.
 *
 * @property rgb height x width x 3 bytes, row by row.
 */
class Picture(val width: Int, val height: Int, val rgb: ByteArray) {
    init {
        require(rgb.size == CHANNELS * width * height) { "$width x $height pixels are not ${rgb.size} bytes" }
    }

    companion object {
        private const val CHANNELS = 3
        private const val MAX_SIDE = 1 shl 15
        private const val MAX_HEADER = 32
        private val HEADER = Regex("P6\\n([1-9][0-9]{0,4}) ([1-9][0-9]{0,4})\\n255\\n")

        /**
         * A binary PPM, as the kit writes it and no other way.
         *
         * @throws Refusal another header, a side outside 1..32768, or not exactly 3 bytes a pixel.
         */
        fun readPpm(bytes: ByteArray, file: String): Picture {
            val head = String(bytes, 0, minOf(MAX_HEADER, bytes.size), Charsets.ISO_8859_1)
            val match = HEADER.matchAt(head, 0) ?: throw Refusal(Reason.PICTURE, file)
            val (width, height) = match.destructured.toList().map { it.toInt() }
            val start = match.value.length
            val expected = CHANNELS.toLong() * width * height
            if (maxOf(width, height) > MAX_SIDE || (bytes.size - start).toLong() != expected) {
                throw Refusal(Reason.PICTURE, file)
            }
            return Picture(width, height, bytes.copyOfRange(start, bytes.size))
        }
    }
}
