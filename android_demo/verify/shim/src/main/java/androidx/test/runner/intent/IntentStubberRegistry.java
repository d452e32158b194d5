package androidx.test.runner.intent;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public final class IntentStubberRegistry {
    private IntentStubberRegistry() {
    }

    public static boolean isLoaded() {
        return false;
    }

    public static IntentStubber getInstance() {
        throw new UnsupportedOperationException();
    }
}
