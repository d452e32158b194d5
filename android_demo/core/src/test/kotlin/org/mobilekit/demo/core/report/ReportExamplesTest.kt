package org.mobilekit.demo.core.report

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import org.junit.jupiter.api.Tag
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.Contract
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.manifest.ManifestReader
import org.mobilekit.demo.core.text

@Tag("parity")
class ReportExamplesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    fun `every device report gets Python's verdict`(name: String) {
        val bytes = File(Contract.folder, "examples/device_report/$name").readBytes()
        assertEquals(Contract.json("examples/device_report/verdicts.json").text(name), verdictOn(bytes))
    }

    @Test
    fun `the remedy for a broken report is the app's to carry out and not the bundle's`() {
        val refusal = assertFailsWith<Refusal> { READER.check("{}".encodeToByteArray()) }
        assertEquals("The device report lacks $.schema_version.", refusal.sentence)
        assertEquals("Export the report again from a current app, and send it as it is.", refusal.remedy)
    }

    private fun verdictOn(bytes: ByteArray): String = try {
        READER.check(bytes)
        "accepted"
    } catch (refusal: Refusal) {
        "refused: ${refusal.reason.key}"
    }

    companion object {
        private val READER by lazy {
            val manifest = ManifestReader.read(File(Contract.folder, "examples/valid/plain.json").readBytes())
            ReportReader("ab".repeat(32), manifest)
        }

        @JvmStatic
        fun examples() = Contract.json("examples/device_report/verdicts.json").entries.keys.toList()
    }
}
