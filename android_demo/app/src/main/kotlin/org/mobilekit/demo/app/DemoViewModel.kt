package org.mobilekit.demo.app

import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import java.io.InputStream
import kotlin.concurrent.thread
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.report.Finding
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Offer
import org.mobilekit.demo.core.session.SessionEvent
import org.mobilekit.demo.core.session.SessionState
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiEvent.Plain
import org.mobilekit.demo.ui.UiState

/**
 * Outlives the activity's turns; knows no context. What needs one is asked of the activity.
 *
 * @param scope ends with it.
 */
class DemoViewModel(
    private val controller: DemoController,
    private val store: BundleStore,
    watchHeat: WatchHeat,
    scope: CoroutineScope,
) : ViewModel(scope) {
    private val place = MutableStateFlow(Place())
    private val unwatch = watchHeat.start { controller.tell(SessionEvent.ThermalChanged(it)) }

    /** All that the screen shows. */
    val state: StateFlow<UiState> = combine(controller.state, controller.extras, place, ::uiState)
        .stateIn(scope, SharingStarted.Eagerly, UiState.Opening)

    /** Whether the camera should be open. */
    val wantsCamera: Flow<Boolean> = combine(controller.state, place) { session, place ->
        session.wantsCamera && place.screen == UiEvent.Screen.LIVE
    }.distinctUntilChanged()

    /** What to share: null before anything was checked. */
    val findings: Pair<Offer, List<Finding>>?
        get() = controller.state.value.let { session ->
            session.offer?.takeIf { session.findings.isNotEmpty() }?.let { it to session.findings }
        }

    /** Whether the person was asked for the camera: the question outlives a turn of the phone. */
    var asked = false

    /** Takes the camera's frames. */
    val frames: FrameSink = controller

    init {
        openPackaged()
    }

    fun openPackaged() {
        controller.open(store::packaged)
    }

    /** @param archive opened when it is the archive's turn. */
    fun import(archive: () -> InputStream) {
        controller.open { store.import(archive()) }
    }

    fun camera(camera: Camera) = controller.tell(SessionEvent.CameraChanged(camera))

    /** One step back, to the live camera in the end. */
    fun back() {
        val (screen, details) = place.value
        when {
            details != null -> hideCheck()
            screen != UiEvent.Screen.LIVE -> go(UiEvent.Screen.LIVE)
            else -> controller.resume()
        }
    }

    /** What a person asked for, but for what needs the activity. */
    fun on(event: UiEvent) {
        val session = controller.state.value
        when (event) {
            is UiEvent.Go -> go(event.screen)
            is UiEvent.ShowCheck -> place.update { it.copy(details = event.id) }
            is UiEvent.ChooseOther -> controller.chooseOther(event.id)
            is UiEvent.ChooseVariant -> session.offer?.let { choose(it.onVariant(event.id, session.choice)) }
            is UiEvent.ChooseDelegate -> choose(session.choice?.copy(delegate = event.id))
            is Plain -> onPlain(event, session)
        }
    }

    private fun onPlain(event: Plain, session: SessionState) {
        when (event) {
            Plain.HIDE_CHECK -> hideCheck()
            Plain.CHECK_AGAIN, Plain.TRY_AGAIN -> choose(session.choice)
            Plain.FREEZE -> controller.freeze()
            Plain.RESUME -> controller.resume()
            Plain.START_BENCHMARK -> controller.benchmark()
            Plain.STOP_BENCHMARK -> controller.stopBenchmark()
            Plain.START_COMPARISON -> controller.extras.value.comparison.other?.let(controller::compare)
            Plain.USE_PACKAGED_BUNDLE -> openPackaged()
            Plain.USE_CPU -> choose(session.choice?.copy(delegate = CPU))
            Plain.IMPORT_BUNDLE, Plain.SHARE_REPORT, Plain.ASK_FOR_CAMERA, Plain.OPEN_SETTINGS -> Unit
        }
    }

    /** The camera and a benchmark do not go together: who goes to the one stops the other. */
    private fun go(screen: UiEvent.Screen) {
        if (screen == UiEvent.Screen.LIVE) controller.stopBenchmark()
        place.value = Place(screen)
    }

    private fun hideCheck() = place.update { it.copy(details = null) }

    private fun choose(choice: Choice?) {
        if (choice != null) controller.choose(choice)
    }

    override fun onCleared() {
        unwatch()
        // It waits for what runs, which may be a compiler: not on the main thread.
        thread(name = "close") { controller.close() }
    }

    /** The device's heat. */
    fun interface WatchHeat {
        /** @return what ends it. */
        fun start(listener: (Thermal) -> Unit): () -> Unit
    }

    /** Makes it with what the application has. */
    class Factory(private val app: DemoApplication) : ViewModelProvider.Factory {
        override fun <T : ViewModel> create(modelClass: Class<T>): T {
            val controller = DemoController(app.engines, app.clock, app.phone)
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
            return checkNotNull(modelClass.cast(DemoViewModel(controller, app.store, app.phone::watchHeat, scope)))
        }
    }

    private companion object {
        const val CPU = "cpu"
    }
}

/** Whether back leads to another place of the app, and not out of it. */
val UiState.leadsBack: Boolean get() = this is UiState.Ready && (details != null || this !is UiState.Live)

/** The same delegate where the variant has it, else its last rung. */
internal fun Offer.onVariant(variant: String, now: Choice?): Choice? {
    val rungs = ladders[variant] ?: return null
    return Choice(variant, now?.delegate?.takeIf(rungs::contains) ?: rungs.last())
}
