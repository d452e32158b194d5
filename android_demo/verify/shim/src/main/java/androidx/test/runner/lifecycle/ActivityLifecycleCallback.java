package androidx.test.runner.lifecycle;

import android.app.Activity;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public interface ActivityLifecycleCallback {
    void onActivityLifecycleChanged(Activity activity, Stage stage);
}
