package androidx.camera.core

import androidx.lifecycle.LiveData

/*
 * Test-only signatures: developer.android.com/reference/androidx/camera/core/Camera, .../CameraInfo, .../CameraState,
 * .../InitializationException, .../CameraInfoUnavailableException
 */

interface Camera {
    val cameraInfo: CameraInfo
}

interface CameraInfo {
    val cameraState: LiveData<CameraState>
}

abstract class CameraState {
    enum class Type { PENDING_OPEN, OPENING, OPEN, CLOSING, CLOSED }

    abstract val type: Type

    abstract val error: StateError?

    abstract class StateError
}

class InitializationException(message: String) : Exception(message)

class CameraInfoUnavailableException(message: String) : Exception(message)
