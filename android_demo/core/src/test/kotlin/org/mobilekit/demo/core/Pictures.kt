package org.mobilekit.demo.core

import org.mobilekit.demo.core.bundle.Picture

/** The contract's test pictures: 32-bit unsigned arithmetic that wraps, `contract/README.md`, "Vectors". */
object Pictures {
    fun of(pattern: String, width: Int, height: Int, seed: UInt): Picture {
        val rgb = ByteArray(3 * width * height)
        val value = Values(seed, width.toUInt(), height.toUInt())
        var at = 0
        for (y in 0 until height) {
            for (x in 0 until width) {
                for (c in 0 until 3) rgb[at++] = value.at(pattern, x.toUInt(), y.toUInt(), c.toUInt()).toByte()
            }
        }
        return Picture(width, height, rgb)
    }

    private class Values(val seed: UInt, val width: UInt, val height: UInt) {
        fun at(pattern: String, x: UInt, y: UInt, c: UInt): UInt = when (pattern) {
            "black" -> 0u
            "white" -> 255u
            "checker" -> (x + y + seed and 1u) * 255u
            "stripes" -> (x / (1u + seed % 7u) + y / (1u + seed / 7u % 5u) + c and 1u) * 255u
            "gradient" -> gradient(x, y, c)
            "noise" -> noise(x, y, c)
            "blocks" -> noise(x / 13u, y / 13u, c)
            "scene" -> (2u * gradient(x, y, c) + noise(x / 13u, y / 13u, c) + noise(x, y, c)) / 4u
            else -> error("no pattern $pattern")
        }

        private fun gradient(x: UInt, y: UInt, c: UInt): UInt {
            val across = x * 255u / width
            val down = y * 255u / height
            return listOf(across, down, 255u - (across + down) / 2u)[c.toInt()]
        }

        private fun noise(x: UInt, y: UInt, c: UInt): UInt = mixed(seed, x, y, c) shr 24
    }

    fun mixed(seed: UInt, x: UInt, y: UInt, c: UInt): UInt {
        var h = seed * 0x9E3779B1u + x * 0x85EBCA77u + y * 0xC2B2AE3Du + c * 0x27D4EB2Fu
        h = (h xor (h shr 15)) * 0x2C1B3C6Du
        h = (h xor (h shr 12)) * 0x297A2D39u
        return h xor (h shr 15)
    }
}
