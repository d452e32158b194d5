package androidx.camera.core.resolutionselector;

import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/resolutionselector/ResolutionSelector */
public final class ResolutionSelector {
    private ResolutionSelector() {
    }

    /** Test-only signature. */
    public static final class Builder {
        public @NotNull Builder setAspectRatioStrategy(@NotNull AspectRatioStrategy strategy) {
            throw new UnsupportedOperationException();
        }

        public @NotNull Builder setResolutionStrategy(@NotNull ResolutionStrategy strategy) {
            throw new UnsupportedOperationException();
        }

        public @NotNull ResolutionSelector build() {
            throw new UnsupportedOperationException();
        }
    }
}
