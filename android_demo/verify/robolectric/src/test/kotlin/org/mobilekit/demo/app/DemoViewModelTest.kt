package org.mobilekit.demo.app

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.ui.BenchmarkRun
import org.mobilekit.demo.ui.Check
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiEvent.Plain
import org.mobilekit.demo.ui.UiEvent.Screen
import org.mobilekit.demo.ui.UiState

/** What becomes of a person's wishes. */
class DemoViewModelTest {
    private val engines = GoldenEngines(packaged)
    private val controller = DemoController(engines, FakeClock(), FakeDevice())
    private val home = kotlin.io.path.createTempDirectory().toFile()
    private val store = BundleStore(home) { File(packagedFolder.parentFile, it).inputStream() }
    private val scope = CoroutineScope(Dispatchers.Default)
    private var heat: (Thermal) -> Unit = {}
    private val model = DemoViewModel(controller, store, {
        heat = it;
        {}
    }, scope).also { it.camera(Camera.GRANTED) }

    @After
    fun close() {
        scope.cancel()
        controller.close()
        home.deleteRecursively()
    }

    /** The first state of the screen that is as [expected]; it comes from other threads. */
    private fun await(expected: (UiState) -> Boolean): UiState =
        runBlocking { withTimeout(PATIENCE) { model.state.first(expected) } }

    private fun live() = await { it is UiState.Live && it.setup.delegate.check is Check.Done }

    private fun wantsCamera(): Boolean = runBlocking { model.wantsCamera.first() }

    @Test
    fun `the packaged bundle is open without a word`() {
        assertIs<UiState.Live>(live())
        assertTrue(wantsCamera())
    }

    @Test
    fun `back leads from details and places to the camera, and then out`() {
        assertFalse(live().leadsBack)
        model.on(UiEvent.Go(Screen.COMPARE))
        model.on(UiEvent.ShowCheck("cpu"))
        assertTrue(await { it is UiState.Compare && it.details != null }.leadsBack)
        model.back()
        assertTrue(await { it is UiState.Compare && it.details == null }.leadsBack)
        model.back()
        assertFalse(await { it is UiState.Live }.leadsBack)
    }

    @Test
    fun `back lets a held frame go`() {
        live()
        model.on(Plain.FREEZE)
        model.frames.classify(golden(), 0, 0)
        assertTrue(await { it is UiState.Frozen }.leadsBack)
        model.back()
        assertFalse(await { it is UiState.Live }.leadsBack)
    }

    @Test
    fun `the camera runs on the live screen alone, and in no critical heat`() {
        live()
        model.on(UiEvent.Go(Screen.BENCHMARK))
        assertFalse(wantsCamera())
        model.on(UiEvent.Go(Screen.LIVE))
        assertTrue(wantsCamera())
        heat(Thermal.CRITICAL)
        await { it == UiState.TooHot }
        assertFalse(wantsCamera())
    }

    @Test
    fun `another variant keeps the delegate`() {
        live()
        model.on(UiEvent.ChooseDelegate("gpu"))
        await { it is UiState.Live && it.setup.delegate.id == "gpu" }
        model.on(UiEvent.ChooseVariant("tflite-float16"))
        val setup = assertIs<UiState.Live>(await { it is UiState.Live && it.setup.variant.name == "float16" }).setup
        assertEquals("gpu", setup.delegate.id)
        model.on(UiEvent.ChooseVariant("tflite-nothing"))
        assertEquals("tflite-float16", controller.state.value.choice?.variant)
    }

    @Test
    fun `who goes back to the camera stops the benchmark`() {
        live()
        model.on(UiEvent.Go(Screen.BENCHMARK))
        engines.beforeRun = { Thread.sleep(5) }
        model.on(Plain.START_BENCHMARK)
        await { it is UiState.Benchmark && it.run is BenchmarkRun.Running }
        model.on(UiEvent.Go(Screen.LIVE))
        runBlocking { withTimeout(PATIENCE) { model.wantsCamera.first { it } } }
        assertTrue(controller.state.value.benchmarks.isEmpty())
    }

    @Test
    fun `a file that is no bundle is refused, and the packaged one is a press away`() {
        live()
        model.import { "no archive".byteInputStream() }
        await { it is UiState.BundleRefused }
        model.on(Plain.USE_PACKAGED_BUNDLE)
        live()
    }

    @Test
    fun `what was checked can be shared, and nothing of a bundle that was refused`() {
        live()
        assertEquals(1, assertNotNull(model.findings).second.size)
        model.import { "no archive".byteInputStream() }
        await { it is UiState.BundleRefused }
        assertNull(model.findings)
    }

    private companion object {
        const val PATIENCE = 60_000L
    }
}
