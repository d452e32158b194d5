package androidx.test.runner.lifecycle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public final class ActivityLifecycleMonitorRegistry {
    private static ActivityLifecycleMonitor monitor;

    private ActivityLifecycleMonitorRegistry() {
    }

    public static void registerInstance(ActivityLifecycleMonitor registered) {
        monitor = registered;
    }

    public static ActivityLifecycleMonitor getInstance() {
        return monitor;
    }
}
