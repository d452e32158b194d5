package androidx.camera.core;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/UseCase */
public abstract class UseCase {
}
