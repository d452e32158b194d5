package androidx.test.runner.lifecycle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public final class ApplicationLifecycleMonitorRegistry {
    private ApplicationLifecycleMonitorRegistry() {
    }

    public static void registerInstance(ApplicationLifecycleMonitor registered) {
    }
}
