package org.mobilekit.demo.app

import android.graphics.Rect
import androidx.camera.core.ImageInfo
import androidx.camera.core.ImageProxy
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import org.junit.runner.RunWith
import org.mobilekit.demo.core.tensor.Frame
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** What becomes of a camera's image. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = TestApplication::class)
class FrameAnalyzerTest {
    /** Two pixels wider than its crop on each side, rows padded, as cameras do. */
    private class FakeImage(private val degrees: Int = 90, private val stamp: Long = 0) : ImageProxy {
        var closed = 0

        override fun close() {
            closed++
        }

        override fun getCropRect() = Rect(2, 0, 8, 4)

        override fun getFormat() = 1

        override fun getHeight() = 4

        override fun getWidth() = 10

        override fun getImageInfo() = object : ImageInfo {
            override fun getTimestamp() = stamp

            override fun getRotationDegrees() = degrees
        }

        override fun getPlanes(): Array<ImageProxy.PlaneProxy> = arrayOf(
            object : ImageProxy.PlaneProxy {
                override fun getRowStride() = 48

                override fun getPixelStride() = 4

                override fun getBuffer(): ByteBuffer = ByteBuffer.allocateDirect(48 * 4).order(ByteOrder.nativeOrder())
            },
        )
    }

    private val sizes = ArrayList<Pair<Int, Int>>()
    private val drops = ArrayList<Long>()
    private val analyzer = FrameAnalyzer({ frame: Frame, _, dropped ->
        sizes += frame.width to frame.height
        drops += dropped
    }, FakeClock())

    @Test
    fun `the crop rectangle is what the person sees and a quarter turn swaps its sides`() {
        analyzer.analyze(FakeImage(degrees = 90))
        analyzer.analyze(FakeImage(degrees = 0))
        assertEquals(listOf(4 to 6, 6 to 4), sizes)
    }

    @Test
    fun `an image is closed once`() {
        val image = FakeImage()
        analyzer.analyze(image)
        assertEquals(1, image.closed)
    }

    @Test
    fun `an image is closed when the work on it fails`() {
        val image = FakeImage()
        val failing = FrameAnalyzer({ _, _, _ -> error("no") }, FakeClock())
        assertFailsWith<IllegalStateException> { failing.analyze(image) }
        assertEquals(1, image.closed)
    }

    @Test
    fun `an image is open while it is worked on`() {
        val image = FakeImage()
        FrameAnalyzer({ _, _, _ -> assertEquals(0, image.closed) }, FakeClock()).analyze(image)
    }

    @Test
    fun `gaps between time stamps are dropped frames`() {
        val stamps = longArrayOf(0, 33_000_000, 66_100_000, 165_000_000, 198_000_000)
        for (stamp in stamps) analyzer.analyze(FakeImage(stamp = stamp))
        assertEquals(listOf(0L, 0L, 0L, 2L, 0L), drops)
    }
}
