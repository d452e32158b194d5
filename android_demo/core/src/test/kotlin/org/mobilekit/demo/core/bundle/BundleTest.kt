package org.mobilekit.demo.core.bundle

import java.io.File
import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.mobilekit.demo.core.TinyBundle
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

class BundleTest {
    @TempDir
    lateinit var folder: File
    private val tiny by lazy { TinyBundle(folder) }

    @Test
    fun `a whole bundle opens`() {
        val bundle = Bundle.open(tiny.write())
        assertEquals(listOf("ant", "bee", "cat", "dog"), bundle.labels)
        assertEquals(Sha256.of(File(folder, "SHA256SUMS")), bundle.identity)
        assertContentEquals(floatArrayOf(.7f, .1f, .1f, .1f), bundle.reference[1])
        assertEquals(listOf("tflite-float32"), bundle.artifacts.map { it.variant })
    }

    @Test
    fun `a report that validate left is covered by nothing`() {
        tiny.write()
        tiny.put("report/report.json", byteArrayOf(1))
        Bundle.open(folder)
    }

    @Test
    fun `a folder called report further down is part of the bundle`() {
        tiny.write()
        tiny.put("golden/report/x", byteArrayOf(1))
        assertEquals(Reason.FILE_UNLISTED, refusal().reason)
    }

    @Test
    fun `a link in place of a file is refused though what it leads to is right`() {
        tiny.write()
        val labels = File(folder, "labels.txt").toPath()
        val elsewhere = Files.createTempFile("labels", "txt")
        Files.write(elsewhere, Files.readAllBytes(labels))
        Files.delete(labels)
        Files.createSymbolicLink(labels, elsewhere)
        assertEquals("labels.txt is listed in SHA256SUMS but is not in the bundle.", refusal().sentence)
    }

    @Test
    fun `a listed path that leads out of the bundle is never opened`() {
        tiny.write()
        val sums = File(folder, "SHA256SUMS")
        sums.writeText("0".repeat(64) + "  ../secret\n" + sums.readText())
        assertEquals("../secret is listed in SHA256SUMS but is not in the bundle.", refusal().sentence)
    }

    @Test
    fun `a line out of order is refused`() {
        tiny.write()
        val sums = File(folder, "SHA256SUMS")
        sums.writeText(sums.readLines().reversed().joinToString("") { "$it\n" })
        assertEquals("SHA256SUMS is not a list of sha256 sums: see the order of its lines.", refusal().sentence)
    }

    @Test
    fun `a line that is none is named by its number`() {
        tiny.write()
        val sums = File(folder, "SHA256SUMS")
        sums.writeText(sums.readText().replaceFirst("  labels", " *labels"))
        assertEquals(Reason.SUMS, refusal().reason)
    }

    @Test
    fun `a bundle without a manifest is refused`() {
        tiny.write()
        File(folder, "manifest.json").delete()
        tiny.seal()
        assertEquals("manifest.json is listed in SHA256SUMS but is not in the bundle.", refusal().sentence)
    }

    @Test
    fun `a model of another size than the manifest says is refused`() {
        tiny.parts["bytes"] = "9"
        tiny.write()
        val expected = "tflite/tiny-float32.tflite is not the file that manifest.json lists: its sha256 differs."
        assertEquals(expected, refusal().sentence)
    }

    @Test
    fun `a picture that becomes another tensor here is refused`() {
        tiny.parts["tensor"] = "f".repeat(64)
        tiny.write()
        assertEquals("golden/0.ppm is not the file that manifest.json lists: its sha256 differs.", refusal().sentence)
    }

    @ParameterizedTest(name = "labels [{0}]")
    @ValueSource(strings = ["ant\nbee\ncat\ndog", "ant\n\ncat\ndog\n", "ant\n \ncat\ndog\n", ""])
    fun `labels without an end or with an empty line are refused`(labels: String) {
        tiny.labels = labels
        tiny.write()
        assertEquals(Reason.LABELS, refusal().reason)
    }

    @Test
    fun `labels are split at line feeds alone`() {
        tiny.labels = "ant\u2028\nbee\r\nc\u0085at\ndog\n"
        tiny.write()
        assertEquals(listOf("ant\u2028", "bee\r", "c\u0085at", "dog"), Bundle.open(folder).labels)
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = ["ant\nbee\ncat\n", "ant\nbee\ncat\ndog\nelk\n"])
    fun `as many labels as classes or none`(labels: String) {
        tiny.labels = labels
        tiny.write()
        assertEquals(Reason.LABEL_COUNT, refusal().reason)
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
        strings = [
            "P5\n1 1\n255\nabc", "P6\n1 1\n65535\nabc", "P6\n0 1\n255\n", "P6\n1 1\n255\nab", "P6\n1 1\n255\nabcd",
            "P6 1 1 255\nabc",
            "P6\n# x\n1 1\n255\nabc", "P6\n01 1\n255\nabc", "P6\n99999 1\n255\nabc", "", "x\nP6\n1 1\n255\nabc",
        ],
    )
    fun `a picture in any other form than the kit's is refused`(text: String) {
        assertFailsWith<Refusal> { Picture.readPpm(text.encodeToByteArray(), "x.ppm") }
    }

    @Test
    fun `bytes above 127 in a picture stay what they are`() {
        val picture = Picture.readPpm("P6\n1 1\n255\n".encodeToByteArray() + byteArrayOf(-1, -128, 127), "x.ppm")
        assertContentEquals(byteArrayOf(-1, -128, 127), picture.rgb)
    }

    private fun refusal() = assertFailsWith<Refusal> { Bundle.open(folder) }
}
