package org.mobilekit.demo.app

import android.content.Context
import android.util.Rational
import android.util.Size
import androidx.camera.core.CameraInfoUnavailableException
import androidx.camera.core.CameraSelector
import androidx.camera.core.CameraState
import androidx.camera.core.ImageAnalysis
import androidx.camera.core.InitializationException
import androidx.camera.core.Preview
import androidx.camera.core.SurfaceRequest
import androidx.camera.core.UseCaseGroup
import androidx.camera.core.ViewPort
import androidx.camera.core.resolutionselector.ResolutionSelector
import androidx.camera.core.resolutionselector.ResolutionStrategy
import androidx.camera.lifecycle.ProcessCameraProvider
import androidx.camera.lifecycle.awaitInstance
import androidx.lifecycle.LifecycleOwner
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What a view of the camera looks like. @property rotation the display's, as `Surface.ROTATION_*`. */
data class View(val width: Int, val height: Int, val rotation: Int)

/**
 * The camera: a picture to show and frames to classify, both cut to the same view.
 *
 * @param onLost told when another app took the camera, or it failed.
 */
class CameraBinding(
    private val owner: LifecycleOwner,
    private val analyzer: ImageAnalysis.Analyzer,
    private val onLost: () -> Unit,
) : AutoCloseable {
    private val frames: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "frames") }
    private val requested = MutableStateFlow<SurfaceRequest?>(null)
    private var provider: ProcessCameraProvider? = null

    /** Where the picture wants to be shown; null while the camera is closed. */
    val picture: StateFlow<SurfaceRequest?> = requested.asStateFlow()

    /** @return false where the device has no camera that can be had. */
    suspend fun open(context: Context, view: View): Boolean = try {
        val cameras = ProcessCameraProvider.awaitInstance(context).also { provider = it }
        val camera = FACING.firstOrNull(cameras::hasCamera)
        if (camera != null) bind(cameras, camera, view)
        camera != null
    } catch (expected: InitializationException) {
        false
    } catch (expected: CameraInfoUnavailableException) {
        false
    }

    private fun bind(cameras: ProcessCameraProvider, camera: CameraSelector, view: View) {
        cameras.unbindAll()
        val state = cameras.bindToLifecycle(owner, camera, useCases(view)).cameraInfo.cameraState
        state.removeObservers(owner)
        state.observe(owner) { if (isLost(it)) onLost() }
    }

    /** CameraX waits for another app to let go of the camera, or closes it because of an error. */
    private fun isLost(state: CameraState) = state.type == CameraState.Type.PENDING_OPEN ||
        (state.type == CameraState.Type.CLOSING && state.error != null)

    fun shut() {
        provider?.unbindAll()
        requested.value = null
    }

    override fun close() {
        shut()
        frames.shutdown()
    }

    /** One view for both: then the frame's crop rectangle is what the person sees, and the crop box can be drawn on it. */
    private fun useCases(view: View): UseCaseGroup = UseCaseGroup.Builder()
        .setViewPort(ViewPort.Builder(Rational(view.width, view.height), view.rotation).build())
        .addUseCase(preview())
        .addUseCase(analysis())
        .build()

    private fun preview(): Preview =
        Preview.Builder().build().apply { setSurfaceProvider { requested.value = it } }

    private fun analysis(): ImageAnalysis = ImageAnalysis.Builder()
        .setOutputImageFormat(ImageAnalysis.OUTPUT_IMAGE_FORMAT_RGBA_8888)
        .setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST)
        .setResolutionSelector(
            ResolutionSelector.Builder()
                .setResolutionStrategy(
                    ResolutionStrategy(SIZE, ResolutionStrategy.FALLBACK_RULE_CLOSEST_HIGHER_THEN_LOWER),
                )
                .build(),
        )
        .build()
        .apply { setAnalyzer(frames, analyzer) }

    private companion object {
        /** Well above what a MobileNet sees, and what every camera offers. */
        val SIZE = Size(640, 480)
        val FACING = listOf(CameraSelector.DEFAULT_BACK_CAMERA, CameraSelector.DEFAULT_FRONT_CAMERA)
    }
}
