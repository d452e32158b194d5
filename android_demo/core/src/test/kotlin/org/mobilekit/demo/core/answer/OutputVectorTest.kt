package org.mobilekit.demo.core.answer

import java.nio.ByteBuffer
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.Fixtures
import org.mobilekit.demo.core.double
import org.mobilekit.demo.core.doubles
import org.mobilekit.demo.core.int
import org.mobilekit.demo.core.ints
import org.mobilekit.demo.core.isNull
import org.mobilekit.demo.core.json.JsonObject
import org.mobilekit.demo.core.manifest.Activation
import org.mobilekit.demo.core.manifest.DType
import org.mobilekit.demo.core.manifest.Quantisation
import org.mobilekit.demo.core.manifest.Tensor
import org.mobilekit.demo.core.text

@Tag("parity")
class OutputVectorTest {
    @ParameterizedTest(name = "{0} dequantises as in Python")
    @MethodSource("rows")
    fun `dequantised values equal Python's`(row: Row) = assertContentEquals(row.expected("dequantised"), row.scores())

    @ParameterizedTest(name = "{0} gives Python's probabilities")
    @MethodSource("rows")
    fun `probabilities are Python's within a millionth`(row: Row) {
        val probabilities = row.probabilities()
        row.expected("probabilities").forEachIndexed { index, value ->
            assertEquals(value, probabilities[index], 1e-6f)
        }
    }

    @ParameterizedTest(name = "{0} ranks as in Python")
    @MethodSource("rows")
    fun `the best five are Python's`(row: Row) =
        assertEquals(row.json.ints("top5"), Answers.top(row.probabilities(), 5))

    class Row(val json: JsonObject) {
        private val raw = json.doubles("raw")
        private val dtype = DType.valueOf(json.text("dtype").uppercase())

        fun scores(): FloatArray {
            val quantisation =
                if (json.isNull("scale")) null else Quantisation(json.double("scale"), json.int("zero_point"))
            val tensor = Tensor("scores", listOf(1, raw.size), dtype, "NC", quantisation)
            return FloatArray(raw.size).also { Dequantiser(tensor).read(memory(), it) }
        }

        fun probabilities(): FloatArray =
            scores().also { Answers.toProbabilities(it, Activation.valueOf(json.text("activation").uppercase())) }

        fun expected(key: String): FloatArray = json.doubles(key).map { it.toFloat() }.toFloatArray()

        private fun memory(): ByteBuffer {
            val buffer = Fixtures.direct(raw.size * dtype.bytes)
            for (value in raw) {
                if (dtype == DType.FLOAT32) buffer.putFloat(value.toFloat()) else buffer.put(value.toInt().toByte())
            }
            return buffer
        }

        override fun toString() = "${json.text("dtype")} ${json.text("activation")} $raw"
    }

    companion object {
        @JvmStatic
        fun rows() = Contract.vectors("output", "outputs").map(::Row)
    }
}
