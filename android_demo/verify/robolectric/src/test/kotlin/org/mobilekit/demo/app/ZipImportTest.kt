package org.mobilekit.demo.app

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.file.Files
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** Archives that somebody chose. */
class ZipImportTest {
    private val home: File = Files.createTempDirectory("import").toFile()
    private val target = File(home, "target").apply { mkdirs() }

    private fun zip(vararg files: Pair<String, ByteArray>): ByteArray = ByteArrayOutputStream().also { bytes ->
        ZipOutputStream(bytes).use { zip ->
            for ((name, content) in files) {
                zip.putNextEntry(ZipEntry(name))
                zip.write(content)
            }
        }
    }.toByteArray()

    private fun refused(bytes: ByteArray, import: ZipImport = ZipImport()): String =
        assertFailsWith<ImportFailure> { import.unpack(ByteArrayInputStream(bytes), target) }.sentence

    private val some = byteArrayOf(1, 2, 3)

    @Test
    fun `files come out where they belong`() {
        val root = ZipImport().unpack(
            ByteArrayInputStream(zip("manifest.json" to some, "golden/a.ppm" to some)),
            target,
        )
        assertEquals(target, root)
        assertTrue(File(root, "golden/a.ppm").readBytes().contentEquals(some))
    }

    @Test
    fun `a bundle in a folder of its own is found`() {
        val root = ZipImport().unpack(
            ByteArrayInputStream(zip("net/manifest.json" to some, "net/labels.txt" to some)),
            target,
        )
        assertEquals(File(target, "net"), root)
    }

    @Test
    fun `no path leaves the folder`() {
        val outside = listOf("../evil", "a/../../evil", "/evil", "C:\\evil", "a\\..\\evil")
        val unusual = listOf("a/./b", "a//b", ".hidden", "a\u0000b", "é")
        for (name in outside + unusual) {
            assertTrue("a path that a bundle cannot have" in refused(zip("ok" to some, name to some)), name)
        }
        assertEquals(listOf("target"), home.list().orEmpty().toList())
    }

    @Test
    fun `no path comes twice, in whatever case`() {
        assertTrue("twice" in refused(zip("golden/A.ppm" to some, "golden/a.ppm" to some)))
    }

    @Test
    fun `what comes out is counted, not what the archive says`() {
        val bomb = zip("zeros" to ByteArray(1 shl 20))
        assertTrue(bomb.size < 4096)
        assertTrue("more than 65536 bytes" in refused(bomb, ZipImport(mostBytes = 1 shl 16)))
    }

    @Test
    fun `files are counted`() {
        val many = Array(11) { "f$it" to some }
        assertTrue("more than 10 files" in refused(zip(*many), ZipImport(mostFiles = 10)))
    }

    @Test
    fun `what is no archive, or half of one, is refused`() {
        assertTrue("no zip archive" in refused("not a zip".toByteArray()))
        val whole = zip("manifest.json" to ByteArray(9000) { (it * 31 % 251).toByte() })
        assertTrue("The archive" in refused(whole.copyOf(whole.size / 2)))
    }
}
