package androidx.camera.core;

import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/UseCaseGroup */
public final class UseCaseGroup {
    private UseCaseGroup() {
    }

    /** Test-only signature. */
    public static final class Builder {
        public @NotNull Builder addUseCase(@NotNull UseCase useCase) {
            throw new UnsupportedOperationException();
        }

        public @NotNull Builder setViewPort(@NotNull ViewPort viewPort) {
            throw new UnsupportedOperationException();
        }

        public @NotNull UseCaseGroup build() {
            throw new UnsupportedOperationException();
        }
    }
}
