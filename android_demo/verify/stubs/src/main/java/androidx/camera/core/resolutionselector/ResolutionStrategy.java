package androidx.camera.core.resolutionselector;

import android.util.Size;
import org.jetbrains.annotations.NotNull;

/** Test-only signature: developer.android.com/reference/androidx/camera/core/resolutionselector/ResolutionStrategy */
public final class ResolutionStrategy {
    public static final int FALLBACK_RULE_CLOSEST_HIGHER_THEN_LOWER = 2;

    public ResolutionStrategy(@NotNull Size boundSize, int fallbackRule) {
    }
}
