package org.mobilekit.demo.app

import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.InputStream
import java.nio.file.Files
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.mobilekit.demo.core.bundle.Bundle

/** Where bundles are kept. */
class BundleStoreTest {
    private val home: File = Files.createTempDirectory("store").toFile()
    private var opened = 0
    private val files = Packaged { path -> File(packagedFolder.parentFile, path).inputStream().also { opened++ } }
    private val store = BundleStore(home, files)

    private fun zipped(folder: File): InputStream = ByteArrayOutputStream().also { bytes ->
        ZipOutputStream(bytes).use { zip ->
            folder.walk().filter(File::isFile).forEach {
                zip.putNextEntry(ZipEntry(it.relativeTo(folder.parentFile).invariantSeparatorsPath))
                zip.write(it.readBytes())
            }
        }
    }.toByteArray().let(::ByteArrayInputStream)

    @Test
    fun `the packaged bundle is copied out whole`() {
        assertEquals(packaged.identity, Bundle.open(store.packaged()).identity)
    }

    @Test
    fun `a copy that is the same is not made again`() {
        store.packaged()
        opened = 0
        store.packaged()
        assertEquals(1, opened)
    }

    @Test
    fun `a copy of another version is replaced`() {
        File(store.packaged(), "SHA256SUMS").writeText("old")
        assertEquals(packaged.identity, Bundle.open(store.packaged()).identity)
    }

    @Test
    fun `an imported bundle is read like the packaged one`() {
        assertEquals(packaged.identity, Bundle.open(store.import(zipped(packagedFolder))).identity)
    }

    @Test
    fun `an archive that is refused leaves what was imported before`() {
        val before = store.import(zipped(packagedFolder))
        assertFailsWith<ImportFailure> { store.import(ByteArrayInputStream("no".toByteArray())) }
        assertEquals(packaged.identity, Bundle.open(before).identity)
        assertTrue(home.list().orEmpty().none { it.endsWith(".new") })
    }
}
