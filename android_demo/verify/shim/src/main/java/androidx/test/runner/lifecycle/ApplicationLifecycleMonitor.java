package androidx.test.runner.lifecycle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public interface ApplicationLifecycleMonitor {
}
