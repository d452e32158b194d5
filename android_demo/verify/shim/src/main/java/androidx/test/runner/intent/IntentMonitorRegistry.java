package androidx.test.runner.intent;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public final class IntentMonitorRegistry {
    private IntentMonitorRegistry() {
    }

    public static void registerInstance(IntentMonitor registered) {
    }
}
