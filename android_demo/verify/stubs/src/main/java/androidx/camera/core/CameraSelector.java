package androidx.camera.core;

import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/CameraSelector */
public final class CameraSelector {
    public static final @NotNull CameraSelector DEFAULT_FRONT_CAMERA = new CameraSelector();
    public static final @NotNull CameraSelector DEFAULT_BACK_CAMERA = new CameraSelector();

    private CameraSelector() {
    }
}
