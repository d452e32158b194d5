package androidx.camera.core;

import android.graphics.Rect;
import java.nio.ByteBuffer;
import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/ImageProxy */
public interface ImageProxy extends AutoCloseable {
    @Override
    void close();

    @NotNull Rect getCropRect();

    int getFormat();

    int getHeight();

    int getWidth();

    @NotNull PlaneProxy @NotNull [] getPlanes();

    @NotNull ImageInfo getImageInfo();

    /** Test-only signature. */
    interface PlaneProxy {
        int getRowStride();

        int getPixelStride();

        @NotNull ByteBuffer getBuffer();
    }
}
