package org.mobilekit.demo.core.tensor

import kotlin.test.assertEquals
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.Fixtures
import org.mobilekit.demo.core.Pictures
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.double
import org.mobilekit.demo.core.doubles
import org.mobilekit.demo.core.int
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.list
import org.mobilekit.demo.core.long
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Preprocessing
import org.mobilekit.demo.core.manifest.Quantisation
import org.mobilekit.demo.core.manifest.Size
import org.mobilekit.demo.core.manifest.Step
import org.mobilekit.demo.core.text

@Tag("parity")
class InputVectorTest {
    @ParameterizedTest(name = "{0} becomes Python's float32 values, to the last bit")
    @MethodSource("rows")
    fun `float tensors equal Python's to the last bit`(row: Row) =
        assertEquals(row.json.text("float32_sha256"), tensor(row, DType.FLOAT32, null))

    @ParameterizedTest(name = "{0} becomes Python's integers")
    @MethodSource("quantisedRows")
    fun `quantised tensors equal Python's`(row: Row, target: JsonObject) {
        val dtype = DType.valueOf(target.text("dtype").uppercase())
        val quantisation = Quantisation(target.double("scale"), target.int("zero_point"))
        assertEquals(target.text("sha256"), tensor(row, dtype, quantisation))
    }

    private fun tensor(row: Row, dtype: DType, quantisation: Quantisation?): String {
        val steps = listOfNotNull(Step.NORMALISE, Step.QUANTISE.takeIf { quantisation != null })
        val artifact = Fixtures.artifact(row.rule.size, dtype, steps, quantisation)
        val into = Fixtures.direct(row.rule.size.height * row.rule.size.width * 3 * dtype.bytes)
        FrameToTensor(row.rule, artifact, into).write(RgbFrame(row.picture, 0))
        return Sha256.of(Fixtures.bytesOf(into))
    }

    class Row(val json: JsonObject) {
        val rule = Preprocessing(
            Size(json.int("height"), json.int("width")),
            cropFraction = 1.0,
            blueFirst = json.text("color_order") == "BGR",
            mean = json.doubles("mean"),
            std = json.doubles("std"),
        )
        val picture =
            Pictures.of(json.text("pattern"), json.int("width"), json.int("height"), json.long("seed").toUInt())

        override fun toString() = "${json.text("color_order")} mean ${rule.mean} std ${rule.std}"
    }

    companion object {
        @JvmStatic
        fun rows() = Contract.vectors("input", "inputs").map(::Row)

        @JvmStatic
        fun quantisedRows() = rows().flatMap { row ->
            row.json.list("quantised").map { arrayOf(row, it as JsonObject) }
        }
    }
}
