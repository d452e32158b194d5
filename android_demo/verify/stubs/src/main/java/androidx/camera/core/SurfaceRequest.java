package androidx.camera.core;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/SurfaceRequest */
public final class SurfaceRequest {
    private SurfaceRequest() {
    }
}
