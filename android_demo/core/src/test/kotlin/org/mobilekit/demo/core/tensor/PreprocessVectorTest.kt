package org.mobilekit.demo.core.tensor

import kotlin.test.assertEquals
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.Pictures
import org.mobilekit.demo.core.bundle.Picture
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.double
import org.mobilekit.demo.core.int
import org.mobilekit.demo.core.ints
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.long
import org.mobilekit.demo.core.manifest.Preprocessing
import org.mobilekit.demo.core.manifest.Size
import org.mobilekit.demo.core.text

@Tag("parity")
class PreprocessVectorTest {
    @ParameterizedTest(name = "picture {0} has the bytes that Python draws")
    @MethodSource("pictures")
    fun `pictures are drawn as Python draws them`(row: Row) =
        assertEquals(row.sha256, Sha256.of(row.picture().rgb))

    @ParameterizedTest(name = "{0} has Python's crop box")
    @MethodSource("tensors")
    fun `crop boxes are Python's`(row: Row) {
        val frame = RgbFrame(row.picture(), row.json.int("rotation"))
        val (x0, y0, x1, y1) = row.json.ints("box")
        val box = CropBox.of(frame.height, frame.width, row.rule().size, row.rule().cropFraction)
        assertEquals(CropBox(x0, y0, x1, y1), box)
    }

    @ParameterizedTest(name = "{0} becomes Python's tensor")
    @MethodSource("tensors")
    fun `uint8 tensors equal Python's`(row: Row) {
        val frame = RgbFrame(row.picture(), row.json.int("rotation"))
        assertEquals(row.sha256, Sha256.of(SeenPixels(row.rule()).bytes(frame)))
    }

    class Row(val json: JsonObject) {
        val sha256 = json.text("sha256")

        fun picture(): Picture =
            Pictures.of(json.text("pattern"), json.int("width"), json.int("height"), json.long("seed").toUInt())

        fun rule() = ruleOf(json)

        override fun toString() = json.entries["id"]?.let { json.text("id") } ?: json.text("pattern")
    }

    companion object {
        @JvmStatic
        fun pictures() = Contract.vectors("preprocess", "pictures").map(::Row)

        @JvmStatic
        fun tensors() = Contract.vectors("preprocess", "tensors").map(::Row)

        fun ruleOf(json: JsonObject): Preprocessing {
            val (height, width) = json.ints("size")
            val flat = listOf(127.5, 127.5, 127.5)
            return Preprocessing(Size(height, width), json.double("crop_fraction"), blueFirst = false, flat, flat)
        }
    }
}
