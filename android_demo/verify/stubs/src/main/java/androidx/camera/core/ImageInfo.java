package androidx.camera.core;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/ImageInfo */
public interface ImageInfo {
    long getTimestamp();

    int getRotationDegrees();
}
