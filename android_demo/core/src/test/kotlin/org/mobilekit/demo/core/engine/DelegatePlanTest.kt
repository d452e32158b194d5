package org.mobilekit.demo.core.engine

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.mobilekit.demo.core.FakeFactory
import org.mobilekit.demo.core.Fixtures
import org.mobilekit.demo.core.manifest.Size

class DelegatePlanTest {
    private val plan = DelegatePlan(Fixtures.artifact(Size(2, 2)))
    private val answers = listOf(FloatArray(4))

    @Test
    fun `what was asked for runs where it can be had`() {
        val factory = FakeFactory(answers)
        val opened = plan.open(factory, File("x"), "gpu")
        assertFalse(opened.fellBack)
        assertEquals("", opened.reason)
        assertEquals(listOf("gpu"), factory.asked)
    }

    @Test
    fun `one accelerator is asked for at a time, downwards and never up`() {
        val factory = FakeFactory(answers, mapOf("gpu" to "no OpenCL"))
        val opened = plan.open(factory, File("x"), "gpu")
        assertTrue(opened.fellBack)
        assertEquals("GPU -> CPU: no OpenCL", opened.reason)
        assertEquals(listOf("gpu", "cpu"), factory.asked)
    }

    @Test
    fun `every rung that failed on the way down is named`() {
        val factory = FakeFactory(answers, mapOf("npu" to "no vendor library", "gpu" to "no OpenCL"))
        assertEquals("NPU -> CPU: no vendor library; no OpenCL", plan.open(factory, File("x"), "npu").reason)
    }

    @Test
    fun `a ladder without a rung that holds fails with every reason`() {
        val factory = FakeFactory(answers, mapOf("gpu" to "no OpenCL", "cpu" to "no memory"))
        val failure = assertFailsWith<EngineFailure> { plan.open(factory, File("x"), "gpu") }
        assertEquals("no OpenCL; no memory", failure.reason)
    }

    @Test
    fun `a delegate that the ladder lacks is a mistake`() {
        assertFailsWith<IllegalArgumentException> { plan.open(FakeFactory(answers), File("x"), "nnapi") }
    }
}
