package org.mobilekit.demo.core.manifest

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.json.JsonArray
import org.mobilekit.demo.core.json.JsonReader
import org.mobilekit.demo.core.json.JsonText
import org.mobilekit.demo.core.text

@Tag("parity")
class ManifestExamplesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    fun `every example gets Python's verdict`(name: String) {
        val bytes = File(Contract.folder, "examples/$name").readBytes()
        assertEquals(Contract.json("examples/verdicts.json").text(name), verdictOn(bytes))
    }

    @Test
    fun `a manifest of exactly the size limit is read and one byte more is refused`() {
        val plain = File(Contract.folder, "examples/valid/plain.json").readBytes()
        val padded = plain + ByteArray(JsonReader.MAX_BYTES - plain.size) { ' '.code.toByte() }
        assertEquals("accepted", verdictOn(padded))
        assertEquals("refused: too_large", verdictOn(padded + ' '.code.toByte()))
    }

    @Test
    fun `the table of reasons is the contract's`() {
        val shared = Contract.json("refusals.json").entries.mapValues { (_, row) ->
            (row as JsonArray).items.map { (it as JsonText).value }
        }
        assertEquals(shared, Reason.entries.associate { it.key to listOf(it.sentence, it.remedy) })
    }

    @Test
    fun `a refusal names the file and the place`() {
        val refusal = assertFailsWith<Refusal> { ManifestReader.read("[]".encodeToByteArray()) }
        assertEquals("manifest.json has the wrong type of value at $.", refusal.sentence)
        assertTrue(refusal.remedy.endsWith("."))
    }

    private fun verdictOn(bytes: ByteArray): String = try {
        ManifestReader.read(bytes)
        "accepted"
    } catch (refusal: Refusal) {
        "refused: ${refusal.reason.key}"
    }

    companion object {
        @JvmStatic
        fun examples() = Contract.json("examples/verdicts.json").entries.keys.toList()
    }
}
