package androidx.test.runner.intent;

import android.app.Instrumentation;
import android.content.Intent;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public interface IntentStubber {
    Instrumentation.ActivityResult getActivityResultForIntent(Intent intent);
}
