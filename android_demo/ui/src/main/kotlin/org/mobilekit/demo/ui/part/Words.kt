package org.mobilekit.demo.ui.part

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.Gated
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Stage
import org.mobilekit.demo.ui.StageTimes
import org.mobilekit.demo.ui.Thermal
import org.mobilekit.demo.ui.Verdict
import org.mobilekit.demo.ui.theme.Signs

private const val NANOS_PER_MILLI = 1e6

/** Nanoseconds as milliseconds; two decimals below one, where one would hide half of the number. */
@Composable
internal fun milliseconds(nanos: Long): String {
    val millis = nanos / NANOS_PER_MILLI
    return stringResource(if (millis < 1) R.string.milliseconds_fine else R.string.milliseconds, millis)
}

/** @param score 0 to 1. */
@Composable
internal fun percent(score: Float): String = stringResource(R.string.percent, score * 100)

/** One stage as TalkBack reads it: the abbreviations spelt out. */
@Composable
internal fun spoken(times: StageTimes): String = stringResource(
    R.string.stage_spoken,
    stringResource(times.stage.word),
    milliseconds(times.p50),
    milliseconds(times.p90),
    milliseconds(times.p99),
    times.n,
)

internal val Stage.word: Int
    get() = when (this) {
        Stage.PREPROCESS -> R.string.stage_preprocess
        Stage.INFERENCE -> R.string.stage_inference
        Stage.POSTPROCESS -> R.string.stage_postprocess
        Stage.FRAME_TO_RESULT -> R.string.stage_frame_to_result
    }

internal val Thermal.word: Int
    get() = when (this) {
        Thermal.NOMINAL -> R.string.thermal_nominal
        Thermal.LIGHT -> R.string.thermal_light
        Thermal.MODERATE -> R.string.thermal_moderate
        Thermal.SEVERE -> R.string.thermal_severe
        Thermal.CRITICAL -> R.string.thermal_critical
        Thermal.UNKNOWN -> R.string.thermal_unknown
    }

internal val Gated.Why.word: Int
    get() = when (this) {
        Gated.Why.NOT_CHECKED -> R.string.withheld_not_checked
        Gated.Why.CHECKING -> R.string.withheld_checking
        Gated.Why.WRONG -> R.string.withheld_wrong
        Gated.Why.MEASURING -> R.string.withheld_measuring
    }

internal val Verdict.word: Int
    get() = when (this) {
        Verdict.PASS -> R.string.verdict_pass
        Verdict.DRIFT -> R.string.verdict_drift
        Verdict.WRONG -> R.string.verdict_wrong
        Verdict.FELL_BACK -> R.string.verdict_fell_back
    }

internal val Verdict.meaning: Int
    get() = when (this) {
        Verdict.PASS -> R.string.verdict_pass_meaning
        Verdict.DRIFT -> R.string.verdict_drift_meaning
        Verdict.WRONG -> R.string.verdict_wrong_meaning
        Verdict.FELL_BACK -> R.string.verdict_fell_back_meaning
    }

internal val Verdict.sign: ImageVector
    get() = when (this) {
        Verdict.PASS -> Signs.check
        Verdict.DRIFT -> Signs.drift
        Verdict.WRONG -> Signs.cross
        Verdict.FELL_BACK -> Signs.fallBack
    }

/** A check in a word or two, for a badge. */
@Composable
internal fun brief(check: Check): String = when (check) {
    Check.NotRun -> stringResource(R.string.check_not_run)
    is Check.Running -> stringResource(R.string.check_running, check.done, check.total)
    is Check.Done -> stringResource(check.verdict.word)
}
