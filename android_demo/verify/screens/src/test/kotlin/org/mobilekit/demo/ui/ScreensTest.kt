package org.mobilekit.demo.ui

import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteractionCollection
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.runDesktopComposeUiTest
import kotlin.test.Test
import kotlin.test.assertEquals
import org.mobilekit.demo.ui.UiEvent.Plain

/** What the screens say, what they leave out, and what a press of each control asks for. */
@OptIn(ExperimentalTestApi::class)
class ScreensTest {
    private val events = mutableListOf<UiEvent>()

    private fun show(state: UiState, check: ComposeUiTest.() -> Unit) = runDesktopComposeUiTest(411, 891) {
        setContent { Demo(state) { events += it } }
        check()
    }

    private fun show(name: String, check: ComposeUiTest.() -> Unit) = show(Samples.all.getValue(name), check)

    private fun pressing(name: String, text: String, spoken: Boolean = false): List<UiEvent> {
        show(name) { (if (spoken) onNodeWithContentDescription(text) else onNodeWithText(text)).performClick() }
        return events.toList()
    }

    @Test
    fun `the live screen says the three best with their scores`() = show("live") {
        onNodeWithContentDescription("ship, 94.1 %").assertExists()
        onNodeWithContentDescription("airplane, 3.7 %").assertExists()
        onNodeWithContentDescription("automobile, 1.2 %").assertExists()
    }

    @Test
    fun `latencies are read out in whole words`() = show("live") {
        onNodeWithContentDescription(
            "Inference: half within 4.2 ms, nine in ten within 4.9 ms, 99 in 100 within 7.9 ms, of 400 samples",
        ).assertExists()
    }

    @Test
    fun `times below a millisecond keep two decimals`() = show("live") {
        onNodeWithContentDescription(
            "Postprocess: half within 0.02 ms, nine in ten within 0.03 ms, 99 in 100 within 0.06 ms, of 400 samples",
        ).assertExists()
    }

    @Test
    fun `frames per second, dropped frames and heat stand below the latencies`() = show("live") {
        for (tile in listOf("Frames/s: 29.7", "Dropped: 3", "Thermal: Nominal")) {
            onNodeWithContentDescription(tile).assertExists()
        }
    }

    @Test
    fun `no number stands on the screen before the check`() = noNumbers("live-not-checked", "No number without a check")

    @Test
    fun `no number stands on the screen during the check`() = noNumbers("live-checking", "Numbers follow")

    @Test
    fun `no number stands on the screen of a delegate that is wrong`() = noNumbers("live-wrong", "are not shown")

    private fun noNumbers(name: String, reason: String) = show(name) {
        onNodeWithText(reason, substring = true).assertExists()
        for (unit in listOf(" %", " ms")) {
            onAllNodesWithText(unit, substring = true).assertCount(0)
            onAllNodesWithContentDescription(unit, substring = true).assertCount(0)
        }
        onAllNodesWithContentDescription("Frames/s", substring = true).assertCount(0)
    }

    @Test
    fun `numbers taken under throttling are marked`() = show("live-throttled") {
        onNodeWithContentDescription("Thermal: Moderate").assertExists()
        onNodeWithText("Measured while the device holds itself back for heat.").assertExists()
    }

    @Test
    fun `a fall-back says what ran instead and why`() = show("live-fell-back") {
        onNodeWithText("FELL BACK", substring = true).assertExists()
        onNodeWithText("NPU -> CPU: no accelerator of this vendor on the device.", substring = true).assertExists()
    }

    @Test
    fun `the delegate in use is the one selected and each says its verdict`() = show("live") {
        onNodeWithContentDescription("GPU, self-check: PASS").assertIsSelected()
        onNodeWithContentDescription("NPU, self-check: FELL BACK").assertExists()
        onNodeWithContentDescription("CPU, self-check: Not checked").assertExists()
    }

    @Test
    fun `a press on a delegate chooses it`() =
        assertEquals(
            listOf<UiEvent>(UiEvent.ChooseDelegate("cpu")),
            pressing("live", "CPU, self-check: Not checked", spoken = true),
        )

    @Test
    fun `a press on a variant chooses it by its whole name`() = show("live") {
        onNodeWithContentDescription("dynamic int8").performScrollTo().performClick()
        assertEquals(listOf<UiEvent>(UiEvent.ChooseVariant("tflite-dynamic_int8")), events)
    }

    @Test
    fun `a press on the badge shows the check of the delegate in use`() =
        assertEquals(listOf<UiEvent>(UiEvent.ShowCheck("gpu")), pressing("live", "18 of 18 golden images agree"))

    @Test
    fun `the camera's picture says what of it counts`() = show("live") {
        onNodeWithContentDescription("Camera picture. The network sees the square in the middle.").assertExists()
    }

    @Test
    fun `a frame can be held`() =
        assertEquals(listOf<UiEvent>(Plain.FREEZE), pressing("live", "Hold this frame", spoken = true))

    @Test
    fun `a held frame says its size and leads back`() {
        show("frozen") { onNodeWithText("96 × 96 pixels").assertExists() }
        assertEquals(listOf<UiEvent>(Plain.RESUME), pressing("frozen", "Back to the camera"))
    }

    @Test
    fun `a bundle can be opened and a report shared from the live screen`() {
        pressing("live", "Open another bundle", spoken = true)
        assertEquals(
            listOf<UiEvent>(Plain.IMPORT_BUNDLE, Plain.SHARE_REPORT),
            pressing("live", "Share the device report", spoken = true),
        )
    }

    @Test
    fun `the bar leads to the three places`() {
        for (place in listOf("Live", "Benchmark", "Compare")) pressing("live", place)
        assertEquals(UiEvent.Screen.entries.map { UiEvent.Go(it) }, events.toList())
    }

    @Test
    fun `the check's details name each golden image and the wrong answers`() = show("check-wrong") {
        onNodeWithContentDescription("golden/class-00.ppm, wrong: cat instead of airplane").assertExists()
        onNodeWithContentDescription("golden/class-05.ppm, right: dog").assertExists()
    }

    @Test
    fun `the check can be made again and its details closed`() {
        pressing("check-pass", "Check again")
        assertEquals(listOf<UiEvent>(Plain.CHECK_AGAIN, Plain.HIDE_CHECK), pressing("check-pass", "Close"))
    }

    @Test
    fun `a benchmark of a delegate that is wrong cannot start`() = show("benchmark-gated") {
        onNodeWithText("Start").performScrollTo().assertIsNotEnabled()
    }

    @Test
    fun `a benchmark starts and stops`() {
        pressing("benchmark-idle", "Start")
        assertEquals(
            listOf<UiEvent>(Plain.START_BENCHMARK, Plain.STOP_BENCHMARK),
            pressing("benchmark-running", "Stop"),
        )
    }

    @Test
    fun `the histogram says its ends and the percentiles`() = show("benchmark-done") {
        onNodeWithContentDescription(
            "Histogram of the inference time from 3.9 ms to 8.1 ms",
            substring = true,
        ).assertExists()
    }

    @Test
    fun `a comparison says how much longer the slower one takes`() = show("compare-done") {
        onNodeWithText("CPU takes 2.3 × as long as GPU").assertExists()
    }

    @Test
    fun `a comparison with a delegate that is wrong says no ratio`() = show("compare-wrong") {
        onAllNodesWithText("as long as", substring = true).assertCount(0)
        onAllNodesWithText("4.2 ms", substring = true).assertCount(0)
    }

    @Test
    fun `a comparison needs a second delegate first`() {
        show("compare-empty") { onAllNodesWithText("Compare")[1].assertIsNotEnabled() }
        assertEquals(
            listOf<UiEvent>(UiEvent.ChooseOther("npu")),
            pressing("compare-empty", "NPU, self-check: FELL BACK", spoken = true),
        )
    }

    @Test
    fun `a denied permission can be asked for once more or leads to the settings`() {
        pressing("denied", "Allow the camera")
        assertEquals(
            listOf<UiEvent>(Plain.ASK_FOR_CAMERA, Plain.OPEN_SETTINGS),
            pressing("denied-for-good", "Open the settings"),
        )
    }

    @Test
    fun `without a camera the benchmark is the way on, and the camera can be tried again`() {
        pressing("no-camera", "Go to the benchmark")
        assertEquals(
            listOf(UiEvent.Go(UiEvent.Screen.BENCHMARK), Plain.ASK_FOR_CAMERA),
            pressing("no-camera", "Try again"),
        )
    }

    @Test
    fun `a device that is too hot says that the camera comes back by itself`() = show("too-hot") {
        onNodeWithText("opens again by itself.", substring = true).assertExists()
    }

    @Test
    fun `a CPU that failed is not offered once more as the way out`() {
        show("cpu-failed") { onAllNodesWithText("Run on the CPU").assertCount(0) }
        pressing("cpu-failed", "Try again")
        assertEquals(
            listOf<UiEvent>(Plain.TRY_AGAIN, Plain.IMPORT_BUNDLE),
            pressing("cpu-failed", "Open another bundle"),
        )
    }

    @Test
    fun `a delegate that failed says the runtime's reason and offers the CPU`() {
        show("delegate-failed") { onNodeWithText("no OpenCL library on this device.", substring = true).assertExists() }
        assertEquals(listOf<UiEvent>(Plain.USE_CPU), pressing("delegate-failed", "Run on the CPU"))
    }

    @Test
    fun `a refused bundle says the contract's sentence and its remedy`() {
        show("bundle-refused") {
            onNodeWithText(
                "is not the file that SHA256SUMS lists: its sha256 differs.",
                substring = true,
            ).assertExists()
            onNodeWithText("Copy the bundle again, whole.", substring = true).assertExists()
        }
        assertEquals(listOf<UiEvent>(Plain.USE_PACKAGED_BUNDLE), pressing("bundle-refused", "Use the packaged bundle"))
    }
}

private fun SemanticsNodeInteractionCollection.assertCount(expected: Int) =
    assertEquals(expected, fetchSemanticsNodes(atLeastOneRootRequired = false).size)
