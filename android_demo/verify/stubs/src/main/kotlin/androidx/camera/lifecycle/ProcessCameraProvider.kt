package androidx.camera.lifecycle

import android.content.Context
import androidx.camera.core.Camera
import androidx.camera.core.CameraSelector
import androidx.camera.core.UseCase
import androidx.camera.core.UseCaseGroup
import androidx.lifecycle.LifecycleOwner

/** Test-only signature: developer.android.com/reference/kotlin/androidx/camera/lifecycle/ProcessCameraProvider */
class ProcessCameraProvider private constructor() {
    fun bindToLifecycle(
        lifecycleOwner: LifecycleOwner,
        cameraSelector: CameraSelector,
        useCaseGroup: UseCaseGroup,
    ): Camera = TODO("$lifecycleOwner $cameraSelector $useCaseGroup")

    fun hasCamera(cameraSelector: CameraSelector): Boolean = TODO("$cameraSelector")

    fun unbind(vararg useCases: UseCase): Unit = TODO(useCases.joinToString())

    fun unbindAll(): Unit = TODO()

    companion object
}

/** Test-only signature: developer.android.com/reference/kotlin/androidx/camera/lifecycle/package-summary */
suspend fun ProcessCameraProvider.Companion.awaitInstance(
    context: Context,
): ProcessCameraProvider = TODO("$this $context")
