package androidx.test.runner.intent;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public interface IntentMonitor {
}
