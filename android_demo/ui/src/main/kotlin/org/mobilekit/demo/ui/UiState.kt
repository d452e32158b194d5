package org.mobilekit.demo.ui

/** All that the screen shows at one moment: plain data, made by the app from the session's state. */
sealed interface UiState {
    /** A bundle is being read: every file of it against its hash. */
    data object Opening : UiState

    /** One thing stands in the way; the screen says what, and what can be done. */
    sealed interface Problem : UiState

    /** @property canAsk false once the system no longer shows its question: only the settings help then. */
    data class PermissionDenied(val canAsk: Boolean) : Problem

    /** The device has no camera, or another app holds it. Golden images and the benchmark need none. */
    data object NoCamera : Problem

    /** @property reason what the runtime said. */
    data class DelegateFailed(val setup: Setup, val reason: String) : Problem

    /** The camera is closed until the device has cooled down; it opens again by itself. */
    data object TooHot : Problem

    /**
     * @property sentence the contract's sentence for the refusal.
     * @property remedy what to do about it.
     */
    data class BundleRefused(val sentence: String, val remedy: String) : Problem

    /** A bundle is open and a delegate chosen. */
    sealed interface Ready : UiState {
        val setup: Setup

        /** The delegate whose self-check lies open above the screen, or null. */
        val details: DelegateChoice?
    }

    /** The camera's picture and what the network says of it. */
    data class Live(
        override val setup: Setup,
        override val details: DelegateChoice?,
        val answer: Gated<Answer>,
        val figures: Gated<Figures>,
    ) : Ready

    /** One frame, held: the very pixels that went into the network. */
    data class Frozen(
        override val setup: Setup,
        override val details: DelegateChoice?,
        val saw: Pixels,
        val answer: Gated<Answer>,
        val figures: Gated<Figures>,
    ) : Ready

    /** The timing of one delegate on the golden images. */
    data class Benchmark(
        override val setup: Setup,
        override val details: DelegateChoice?,
        val run: BenchmarkRun,
    ) : Ready

    /** Two delegates on the same pictures, one after the other. */
    data class Compare(
        override val setup: Setup,
        override val details: DelegateChoice?,
        val comparison: Comparison,
    ) : Ready
}
