package androidx.camera.core;

import androidx.camera.core.resolutionselector.ResolutionSelector;
import java.util.concurrent.Executor;
import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/ImageAnalysis */
public final class ImageAnalysis extends UseCase {
    public static final int STRATEGY_KEEP_ONLY_LATEST = 0;
    public static final int STRATEGY_BLOCK_PRODUCER = 1;
    public static final int OUTPUT_IMAGE_FORMAT_YUV_420_888 = 1;
    public static final int OUTPUT_IMAGE_FORMAT_RGBA_8888 = 2;

    private ImageAnalysis() {
    }

    public void setAnalyzer(@NotNull Executor executor, @NotNull Analyzer analyzer) {
        throw new UnsupportedOperationException();
    }

    public void clearAnalyzer() {
        throw new UnsupportedOperationException();
    }

    public void setTargetRotation(int rotation) {
        throw new UnsupportedOperationException();
    }

    /** Test-only signature. */
    public interface Analyzer {
        void analyze(@NotNull ImageProxy image);
    }

    /** Test-only signature. */
    public static final class Builder {
        public @NotNull Builder setBackpressureStrategy(int strategy) {
            throw new UnsupportedOperationException();
        }

        public @NotNull Builder setOutputImageFormat(int format) {
            throw new UnsupportedOperationException();
        }

        public @NotNull Builder setResolutionSelector(@NotNull ResolutionSelector selector) {
            throw new UnsupportedOperationException();
        }

        public @NotNull ImageAnalysis build() {
            throw new UnsupportedOperationException();
        }
    }
}
