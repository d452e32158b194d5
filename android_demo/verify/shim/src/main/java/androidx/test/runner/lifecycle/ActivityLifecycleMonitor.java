package androidx.test.runner.lifecycle;

import android.app.Activity;
import java.util.Collection;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public interface ActivityLifecycleMonitor {
    void addLifecycleCallback(ActivityLifecycleCallback callback);

    void removeLifecycleCallback(ActivityLifecycleCallback callback);

    Collection<Activity> getActivitiesInStage(Stage stage);

    Stage getLifecycleStageOf(Activity activity);
}
