package org.mobilekit.demo.app

import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import android.os.Looper
import android.os.PowerManager
import android.view.ViewGroup
import android.widget.TextView
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.junit.runner.RunWith
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.report.ReportReader
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowLog

/** The application with the runtime that answers from the bundle. */
class TestApplication : DemoApplication() {
    override val engines: GoldenEngines by lazy { GoldenEngines(packaged) }
}

/** The activity that a device farm starts, on the oldest and on the newest Android that can be had here. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26, 35], application = TestApplication::class)
class SelfCheckActivityTest {
    private val app get() = RuntimeEnvironment.getApplication() as TestApplication

    private fun started(vararg words: Pair<String, String>): SelfCheckActivity {
        val intent = Intent(app, SelfCheckActivity::class.java)
        for ((name, value) in words) intent.putExtra(name, value)
        val activity = Robolectric.buildActivity(SelfCheckActivity::class.java, intent).setup().get()
        activity.worker.join()
        shadowOf(Looper.getMainLooper()).idle()
        return activity
    }

    private fun text(activity: SelfCheckActivity): String =
        checkNotNull(activity.findViewById<ViewGroup>(android.R.id.content)).getChildAt(0).let {
            (it as TextView).text.toString()
        }

    @Test
    fun `one delegate of one variant is checked, timed and reported`() {
        val activity = started("delegate" to "gpu", "variant" to "tflite-float32")
        val report = activity.report.readBytes()
        ReportReader(packaged).check(report)
        val json = String(report)
        assertTrue(""""verdict":"PASS"""" in json.replace(" ", "").replace("\n", ""), json.take(600))
        assertTrue("tflite-float32 on gpu: PASS" in text(activity), text(activity))
    }

    @Test
    fun `without a word everything in the bundle is checked`() {
        val report = started().report.readBytes()
        ReportReader(packaged).check(report)
        File(System.getProperty("robolectric.report")).apply { mkdirs() }
            .resolve("device-report-${Build.VERSION.SDK_INT}.json").writeBytes(report)
        val rungs = packaged.artifacts.sumOf { it.delegates.size }
        assertEquals(rungs, app.engines.log.count { it.startsWith("open ") })
        assertEquals(0, app.engines.open)
    }

    @Test
    fun `the checks run on a thread of their own`() {
        started("delegate" to "cpu", "variant" to "tflite-float32")
        assertEquals(setOf("self-check"), app.engines.log.map { it.substringAfterLast(' ') }.toSet())
    }

    @Test
    fun `a delegate that is missing is reported as a fall-back`() {
        app.engines.missing += "gpu"
        val activity = started("delegate" to "gpu", "variant" to "tflite-float32")
        ReportReader(packaged).check(activity.report.readBytes())
        assertTrue(
            "tflite-float32 on gpu: FELL_BACK GPU -> CPU: no GPU on this device" in text(activity),
            text(activity),
        )
    }

    @Test
    fun `wrong answers are reported without a time`() {
        app.engines.error = 1f
        val activity = started("delegate" to "cpu", "variant" to "tflite-float32")
        val json = activity.report.readText()
        assertTrue("WRONG" in json && "p50_ns" !in json)
    }

    @Test
    fun `a delegate that does not start leaves no report and says so`() {
        app.engines.missing += setOf("gpu", "cpu")
        val activity = started("delegate" to "gpu", "variant" to "tflite-float32")
        assertFalse(activity.report.exists())
        assertTrue("DID NOT START no GPU on this device; no CPU on this device" in text(activity), text(activity))
    }

    @Test
    fun `a word that the bundle does not know is said`() {
        val activity = started("delegate" to "tpu")
        assertTrue("no such variant or delegate" in text(activity))
    }

    @Test
    fun `a line for each choice is written, and nothing is logged`() {
        val activity = started("delegate" to "cpu", "variant" to "tflite-float32")
        assertEquals("tflite-float32 on cpu: PASS", activity.verdicts.readText())
        assertEquals(emptyList(), ShadowLog.getLogsForTag("mobilekit").map { it.msg })
    }

    @Test
    fun `a check that breaks says so in the file that a device farm waits for`() {
        app.engines.beforeOpen = { error("broken") }
        val activity = started("delegate" to "cpu", "variant" to "tflite-float32")
        assertEquals("The self-check itself failed: broken", activity.verdicts.readText())
    }

    @Test
    fun `a run that fails leaves no report of an earlier one`() {
        val earlier = started("delegate" to "cpu", "variant" to "tflite-float32").report
        app.engines.missing += "cpu"
        started("delegate" to "cpu", "variant" to "tflite-float32")
        assertFalse(earlier.exists())
    }

    @Test
    fun `the packaged bundle comes out of the assets whole`() {
        assertEquals(packaged.identity, Bundle.open(app.store.packaged()).identity)
    }

    @Test
    fun `the activity is there to be started from outside and the network is not`() {
        val info = app.packageManager.getPackageInfo(
            app.packageName,
            PackageManager.GET_ACTIVITIES or PackageManager.GET_PERMISSIONS,
        )
        assertTrue(info.activities.orEmpty().single { it.name.endsWith("SelfCheckActivity") }.exported)
        assertEquals(listOf("android.permission.CAMERA"), info.requestedPermissions.orEmpty().toList())
    }

    @Test
    fun `a phone that saves power says so`() {
        assertEquals(false, app.phone.savesPower)
        shadowOf(app.getSystemService(PowerManager::class.java)).setIsPowerSaveMode(true)
        assertEquals(true, app.phone.savesPower)
    }

    @Test
    @Config(sdk = [26])
    fun `Android 8 does not say its heat`() {
        assertEquals(Thermal.UNKNOWN, app.phone.thermal)
        app.phone.watchHeat { error("it said $it") }()
    }

    @Test
    @Config(sdk = [35])
    fun `Android 15 says its heat until nobody listens`() {
        val heard = ArrayList<Thermal>()
        val shadow = shadowOf(app.getSystemService(PowerManager::class.java))
        val unwatch = app.phone.watchHeat { heard += it }
        shadow.setCurrentThermalStatus(PowerManager.THERMAL_STATUS_SEVERE)
        shadowOf(Looper.getMainLooper()).idle()
        unwatch()
        shadow.setCurrentThermalStatus(PowerManager.THERMAL_STATUS_CRITICAL)
        shadowOf(Looper.getMainLooper()).idle()
        assertEquals(Thermal.SEVERE, heard.last())
        assertEquals(Thermal.CRITICAL, app.phone.thermal)
    }
}
