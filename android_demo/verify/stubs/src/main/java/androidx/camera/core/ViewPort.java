package androidx.camera.core;

import android.util.Rational;
import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/ViewPort */
public final class ViewPort {
    private ViewPort() {
    }

    /** Test-only signature. */
    public static final class Builder {
        public Builder(@NotNull Rational aspectRatio, int rotation) {
        }

        public @NotNull ViewPort build() {
            throw new UnsupportedOperationException();
        }
    }
}
