package androidx.test.runner.lifecycle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public enum Stage {
    PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED
}
