package org.mobilekit.demo.litert

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.mobilekit.demo.core.check.Verdict

class DelegatesTest {
    private val bundle = Bundles.all.first()

    @Test
    fun `an accelerator that this machine lacks falls back to the CPU and says so`() {
        val result = bundle.check(bundle.artifacts.first(), "gpu")
        assertEquals(Verdict.FELL_BACK, result.verdict)
        assertEquals("gpu" to "cpu", result.delegate to result.ranOn)
        assertTrue(result.reason.startsWith("GPU -> CPU: "), result.reason)
        assertTrue(result.answersAreRight)
    }

    @Test
    fun `engines opened and closed a hundred times do not fill the memory`() {
        val artifact = bundle.artifact("tflite-float32")
        repeat(20) { bundle.with(artifact) { _, _ -> } }
        val before = residentKilobytes()
        repeat(100) { bundle.with(artifact) { _, _ -> } }
        // A model not closed would keep its 1.6 MB, a hundred times.
        assertTrue(residentKilobytes() - before < 50_000, "from $before kB to ${residentKilobytes()} kB")
    }

    private fun residentKilobytes(): Long =
        File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }.filter { it.isDigit() }.toLong()
}
