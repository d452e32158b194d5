package org.mobilekit.demo.litert

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import org.mobilekit.demo.core.check.SelfCheck
import org.mobilekit.demo.core.measure.Benchmark
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.report.Device
import org.mobilekit.demo.core.report.DeviceReport
import org.mobilekit.demo.core.report.Finding
import org.mobilekit.demo.core.report.ReportReader
import org.mobilekit.demo.core.tensor.RgbFrame

class DeviceReportTest {
    private val bundle = Bundles.all.first()

    /** The script has Python read the file that is left. */
    @Test
    fun `what the demo reports of a real run is taken back by its own reader`() {
        val findings = bundle.artifacts.mapIndexed { index, artifact ->
            val delegate = if (index == 0) "gpu" else "cpu"
            val start = System.nanoTime()
            bundle.with(artifact, delegate) { opened, classifier ->
                val load = System.nanoTime() - start
                val check = SelfCheck(bundle, artifact).run(opened, classifier)
                Finding(check, assertNotNull(Benchmark(Cool).run(classifier, frames(), load)))
            }
        }
        val device = Device("linux", "", "a JVM", System.getProperty("os.version"), Bundles.factory.runtime)
        val report = DeviceReport(bundle.identity, bundle.manifest.model.name, device, "verify", "1", findings)
        ReportReader(bundle).check(report.bytes())
        assertEquals(listOf("FELL_BACK", "PASS", "PASS", "PASS"), findings.map { it.check.verdict.name })
        File("target/device-report.json").writeBytes(report.bytes())
    }

    private fun frames() =
        bundle.manifest.golden.images.map { image -> RgbFrame(bundle.picture(image), image.rotation) }

    private object Cool : DeviceState {
        override val thermal = Thermal.NOMINAL
        override val savesPower = false
    }
}
