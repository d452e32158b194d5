package org.mobilekit.demo.app

import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.check.CheckedImage as CoreImage
import org.mobilekit.demo.core.measure.Figures as CoreFigures
import org.mobilekit.demo.core.measure.StageTimes as CoreTimes
import org.mobilekit.demo.core.measure.ThermalPolicy
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.core.session.Choice
import org.mobilekit.demo.core.session.Guess as CoreGuess
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.SessionState
import org.mobilekit.demo.ui.Answer
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.CheckedImage
import org.mobilekit.demo.ui.Crop
import org.mobilekit.demo.ui.DelegateChoice
import org.mobilekit.demo.ui.Figures
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.Gated.Why
import org.mobilekit.demo.ui.Guess
import org.mobilekit.demo.ui.Pixels
import org.mobilekit.demo.ui.Setup
import org.mobilekit.demo.ui.Stage
import org.mobilekit.demo.ui.StageTimes
import org.mobilekit.demo.ui.Thermal
import org.mobilekit.demo.ui.UiEvent.Screen
import org.mobilekit.demo.ui.UiState
import org.mobilekit.demo.ui.VariantChoice
import org.mobilekit.demo.ui.Verdict

/** Where a person is. @property details the delegate whose self-check lies open, or null. */
data class Place(val screen: Screen = Screen.LIVE, val details: String? = null)

/** The screen as a function of all there is to know. */
fun uiState(session: SessionState, extras: Extras, place: Place): UiState {
    val phase = session.phase
    val choice = session.choice
    return when {
        phase is Phase.Refused -> UiState.BundleRefused(phase.sentence, phase.remedy)
        choice == null || extras.bundle == null || session.offer == null -> UiState.Opening
        phase is Phase.Failed -> UiState.DelegateFailed(setup(session, extras), phase.reason)
        else -> ready(session, extras, place)
    }
}

private fun ready(session: SessionState, extras: Extras, place: Place): UiState {
    val setup = setup(session, extras)
    val details = setup.delegates.firstOrNull { it.id == place.details }
    return when (place.screen) {
        Screen.LIVE -> live(session, extras, setup, details)
        Screen.BENCHMARK -> UiState.Benchmark(setup, details, benchmark(session))
        Screen.COMPARE -> UiState.Compare(setup, details, comparison(session, extras, setup))
    }
}

private fun live(session: SessionState, extras: Extras, setup: Setup, details: DelegateChoice?): UiState {
    val held = extras.held
    val answer = gated(session) { session.answer.takeIf { it.isNotEmpty() }?.let(::answer) }
    val figures = gated(session) { session.figures?.takeIf(::isWarm)?.let(::figures) }
    return when {
        session.phase == Phase.Frozen && held != null -> UiState.Frozen(setup, details, pixels(held), answer, figures)
        session.camera == Camera.DENIED -> UiState.PermissionDenied(canAsk = true)
        session.camera == Camera.DENIED_FOR_GOOD -> UiState.PermissionDenied(canAsk = false)
        session.camera == Camera.NONE -> UiState.NoCamera
        !ThermalPolicy.of(session.thermal).cameraOpen -> UiState.TooHot
        else -> UiState.Live(setup, details, answer, figures)
    }
}

/** Why numbers of what is chosen are not shown; null where they may be. */
internal fun why(session: SessionState): Why? = when {
    session.check == null -> if (session.phase is Phase.Checking) Why.CHECKING else Why.NOT_CHECKED
    !session.numbersMayShow -> Why.WRONG
    else -> null
}

private fun <T> gated(session: SessionState, value: () -> T?): Gated<T> {
    why(session)?.let { return Gated.Withheld(it) }
    return value()?.let { Gated.Open(it) } ?: Gated.Withheld(Why.MEASURING)
}

/** The contract's ten warm-ups, before any live percentile is shown. */
private fun isWarm(figures: CoreFigures): Boolean = figures.stages.values.all { it.n > WARMUPS }

private fun setup(session: SessionState, extras: Extras): Setup {
    val offer = checkNotNull(session.offer)
    val choice = checkNotNull(session.choice)
    val rule = checkNotNull(extras.bundle).manifest.preprocessing
    return Setup(
        offer.model,
        offer.identity,
        Crop(rule.cropFraction, rule.size.width.toDouble() / rule.size.height),
        offer.ladders.keys.map { VariantChoice(it, it == choice.variant) },
        offer.ladders.getValue(choice.variant).map { delegate(session, extras, Choice(choice.variant, it)) },
    )
}

private fun delegate(session: SessionState, extras: Extras, choice: Choice): DelegateChoice {
    val chosen = choice == session.choice
    val phase = session.phase
    val done = session.checks[choice]
    val check = when {
        done != null -> check(done, extras)
        chosen && phase is Phase.Checking -> Check.Running(phase.done, phase.total)
        else -> Check.NotRun
    }
    return DelegateChoice(choice.delegate, chosen, check)
}

private fun check(result: CheckResult, extras: Extras) = Check.Done(
    Verdict.valueOf(result.verdict.name),
    result.ranOn,
    result.reason,
    result.tolerance,
    result.images.map { image(it, extras.bundle?.labels.orEmpty()) },
)

private fun image(image: CoreImage, labels: List<String>) = CheckedImage(
    image.path,
    labels.getOrElse(image.expected) { "${image.expected}" },
    labels.getOrElse(image.top1) { "${image.top1}" },
    if (image.maxAbsDifference == CoreImage.NOT_FINITE) Double.POSITIVE_INFINITY else image.maxAbsDifference,
)

internal fun answer(best: List<CoreGuess>) = Answer(best.map { Guess(it.label, it.score) })

private fun figures(figures: CoreFigures) = Figures(
    figures.stages.map { (stage, times) -> times(Stage.valueOf(stage.name), times) },
    figures.framesPerSecond,
    figures.dropped,
    Thermal.valueOf(figures.conditions.thermal.name),
    ThermalPolicy.of(figures.conditions.thermal).throttled,
)

internal fun times(stage: Stage, times: CoreTimes) = StageTimes(stage, times.p50, times.p90, times.p99, times.n)

private fun pixels(held: Held) = Pixels(held.width, held.height, IntArray(held.argb.size) { held.argb[it] and COLOUR })

private const val COLOUR = 0xFFFFFF
private const val WARMUPS = 10
