package org.mobilekit.demo.core.report

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.mobilekit.demo.core.TinyBundle
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.check.CheckedImage
import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.measure.StageTimes
import org.mobilekit.demo.core.measure.Thermal

class DeviceReportTest {
    @TempDir
    lateinit var folder: File
    private val bundle by lazy { Bundle.open(TinyBundle(folder).write()) }
    private val times = StageTimes(1, 2, 3, 100)
    private val latency = Latency(5, 6, 10, times, times, times, null, 4, Thermal.LIGHT, lowPower = true, listOf(1))
    private val images = listOf(CheckedImage("golden/0.ppm", 2, 2, 1e-7), CheckedImage("golden/1.ppm", 0, 0, 0.0))
    private val device = Device("android", "maker", "phone", "15", "LiteRT 2.3.2")
    private val passed = CheckResult("tflite-float32", "cpu", "cpu", Verdict.PASS, "", .001, images)

    @Test
    fun `a report of a pass with its latency is taken`() = check(Finding(passed, latency))

    @Test
    fun `a camera's figures are taken too`() = check(Finding(passed, latency.copy(frameToResult = times)))

    @Test
    fun `wrong answers lose their latency`() {
        val wrong = passed.copy(verdict = Verdict.WRONG, reason = "Wrong.", images = images.map { it.copy(top1 = 3) })
        val text = report(Finding(wrong, latency)).bytes().decodeToString()
        assertTrue("\"latency\": null" in text)
        check(Finding(wrong, latency))
    }

    @Test
    fun `an empty name of a maker's is not left empty where the schema wants a word`() {
        val device = Device("android", "", "", "", "")
        val report = report(Finding(passed, null)).copy(device = device, appName = "x".repeat(300))
        ReportReader(bundle).check(report.bytes())
    }

    @Test
    fun `a long reason is cut to what the schema takes`() {
        val drifted = passed.copy(
            verdict = Verdict.DRIFT, reason = "x".repeat(2000),
            images = images.map {
                it.copy(maxAbsDifference = 1.0)
            },
        )
        check(Finding(drifted, null))
    }

    @Test
    fun `differences read back to the last bit`() {
        val text = report(Finding(passed, null)).bytes().decodeToString()
        assertTrue("\"max_abs_difference\": 1.0E-7" in text, text)
    }

    @Test
    fun `a report about another bundle is refused`() {
        val other = report(Finding(passed, null)).copy(bundle = "0".repeat(64))
        val refusal = assertFailsWith<Refusal> { ReportReader(bundle).check(other.bytes()) }
        assertEquals(Reason.REPORT_BUNDLE, refusal.reason)
    }

    @Test
    fun `a verdict that its figures do not give is refused`() {
        val invented = passed.copy(images = images.map { it.copy(maxAbsDifference = .5) })
        val refusal = assertFailsWith<Refusal> { check(Finding(invented, null)) }
        assertEquals(Reason.REPORT_VERDICT, refusal.reason)
    }

    private fun check(finding: Finding) = ReportReader(bundle).check(report(finding).bytes())

    private fun report(finding: Finding) =
        DeviceReport(bundle.identity, "tiny", device, "demo", "1", listOf(finding))
}
