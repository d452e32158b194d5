package org.mobilekit.demo.app

import androidx.camera.core.ImageAnalysis
import androidx.camera.core.ImageProxy
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.tensor.RgbaFrame

/**
 * CameraX's frames to [sink], without a copy. Each is closed whatever happens: one that is not stops the camera for
 * good. For `OUTPUT_IMAGE_FORMAT_RGBA_8888`.
 */
class FrameAnalyzer(private val sink: FrameSink, private val clock: Clock) : ImageAnalysis.Analyzer {
    private val frame = RgbaFrame()
    private val dropped = DroppedFrames()

    override fun analyze(image: ImageProxy) {
        val arrived = clock.nanoseconds()
        image.use {
            val plane = it.planes[0]
            val crop = it.cropRect
            frame.wrap(plane.buffer, plane.rowStride)
            frame.place(crop.left, crop.top, crop.right, crop.bottom, it.imageInfo.rotationDegrees)
            sink.classify(frame, arrived, dropped.before(it.imageInfo.timestamp))
        }
    }
}
