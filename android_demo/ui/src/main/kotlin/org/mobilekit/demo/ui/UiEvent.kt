package org.mobilekit.demo.ui

/** What a person asks for. */
sealed interface UiEvent {
    /** @property screen one of the three that the bar leads to. */
    data class Go(val screen: Screen) : UiEvent

    data class ChooseVariant(val id: String) : UiEvent

    data class ChooseDelegate(val id: String) : UiEvent

    /** @property id the second delegate of a comparison. */
    data class ChooseOther(val id: String) : UiEvent

    /** @property id the delegate whose self-check to lay open. */
    data class ShowCheck(val id: String) : UiEvent

    /** One without a value. */
    enum class Plain : UiEvent {
        HIDE_CHECK,
        CHECK_AGAIN,
        FREEZE,
        RESUME,
        START_BENCHMARK,
        STOP_BENCHMARK,
        START_COMPARISON,
        IMPORT_BUNDLE,
        USE_PACKAGED_BUNDLE,
        SHARE_REPORT,
        ASK_FOR_CAMERA,
        OPEN_SETTINGS,
        TRY_AGAIN,
        USE_CPU,
    }

    /** The places of the bar. */
    enum class Screen { LIVE, BENCHMARK, COMPARE }
}
