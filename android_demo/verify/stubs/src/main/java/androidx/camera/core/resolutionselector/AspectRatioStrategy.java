package androidx.camera.core.resolutionselector;

import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/resolutionselector/AspectRatioStrategy */
public final class AspectRatioStrategy {
    public static final @NotNull AspectRatioStrategy RATIO_4_3_FALLBACK_AUTO_STRATEGY = new AspectRatioStrategy();

    private AspectRatioStrategy() {
    }
}
