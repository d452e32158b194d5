package androidx.test.runner.lifecycle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public enum ApplicationStage {
    PRE_ON_CREATE, CREATED
}
