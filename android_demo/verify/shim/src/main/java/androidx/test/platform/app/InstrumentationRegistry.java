package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Test-only: what Robolectric calls of androidx.test:monitor, which only Google publishes. */
public final class InstrumentationRegistry {
    private static Instrumentation instrumentation;
    private static Bundle arguments;

    private InstrumentationRegistry() {
    }

    public static void registerInstance(Instrumentation registered, Bundle given) {
        instrumentation = registered;
        arguments = given;
    }

    public static Instrumentation getInstrumentation() {
        return instrumentation;
    }

    public static Bundle getArguments() {
        return arguments;
    }
}
