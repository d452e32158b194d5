package org.mobilekit.demo.core.answer

import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.mobilekit.demo.core.manifest.Activation

class AnswersTest {
    @Test
    fun `equal scores go by the lower index`() = assertEquals(listOf(1, 3, 0), top(3, .2f, .5f, .1f, .5f))

    @Test
    fun `no number comes last and keeps its order`() =
        assertEquals(listOf(2, 3, 0, 1), top(9, Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY))

    @Test
    fun `zero and minus zero are equal`() = assertEquals(listOf(0, 1), top(2, -0f, 0f))

    @Test
    fun `fewer classes than asked for are all there is`() = assertEquals(listOf(0), top(5, .3f))

    @Test
    fun `softmax is for logits alone`() {
        for (activation in listOf(Activation.SOFTMAX, Activation.SIGMOID)) {
            val scores = floatArrayOf(.9f, .1f)
            Answers.toProbabilities(scores, activation)
            assertContentEquals(floatArrayOf(.9f, .1f), scores)
        }
    }

    @Test
    fun `softmax of huge logits does not overflow`() =
        assertContentEquals(
            floatArrayOf(1f, 0f),
            floatArrayOf(3e38f, -3e38f).also {
                Answers.toProbabilities(it, Activation.LOGITS)
            },
        )

    @Test
    fun `a logit that is no number leaves no probability that is one`() {
        val scores = floatArrayOf(1f, Float.NaN).also { Answers.toProbabilities(it, Activation.LOGITS) }
        assertTrue(scores.all { it.isNaN() })
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(
        "SOFTMAX, 0.5, 1", "SIGMOID, 0.49, 0", "LOGITS, 0.0, 1", "LOGITS, -0.1, 0", "LOGITS, 0.1, 1",
        "SIGMOID, NaN, 0",
    )
    fun `one output answers yes or no`(activation: Activation, score: Float, answer: Int) =
        assertEquals(answer, Answers.topOne(floatArrayOf(score), activation))

    private fun top(count: Int, vararg scores: Float) = Answers.top(scores, count)
}
