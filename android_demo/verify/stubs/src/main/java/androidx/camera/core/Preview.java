package androidx.camera.core;

import androidx.camera.core.resolutionselector.ResolutionSelector;
import org.jetbrains.annotations.NotNull;
import org.jetbrains.annotations.Nullable;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/Preview */
public final class Preview extends UseCase {
    private Preview() {
    }

    public void setSurfaceProvider(@Nullable SurfaceProvider provider) {
        throw new UnsupportedOperationException();
    }

    /** Test-only signature. */
    public interface SurfaceProvider {
        void onSurfaceRequested(@NotNull SurfaceRequest request);
    }

    /** Test-only signature. */
    public static final class Builder {
        public @NotNull Builder setResolutionSelector(@NotNull ResolutionSelector selector) {
            throw new UnsupportedOperationException();
        }

        public @NotNull Preview build() {
            throw new UnsupportedOperationException();
        }
    }
}
