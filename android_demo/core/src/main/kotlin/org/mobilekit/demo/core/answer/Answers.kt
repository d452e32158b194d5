package org.mobilekit.demo.core.answer

import kotlin.math.exp
import org.mobilekit.demo.core.manifest.Activation

/** Scores to answer: the contract's "From output to answer", steps 2 and 3. */
object Answers {
    /** From here on a network with one output says yes: a probability of a half. */
    private const val EVEN = 0.5f

    /** In place: softmax for logits; what went through softmax or sigmoid already stays as it is. */
    fun toProbabilities(scores: FloatArray, activation: Activation) {
        if (activation != Activation.LOGITS) return
        // NaN is no maximum, but it is part of the sum: then every probability is NaN, as it should be.
        val highest = scores.max().toDouble()
        var sum = 0.0
        for (score in scores) sum += exp(score - highest)
        for (index in scores.indices) scores[index] = (exp(scores[index] - highest) / sum).toFloat()
    }

    /**
     * Indices of the best scores: descending, equal ones by the lower index, NaN last.
     *
     * @param into filled from the best on; as many as it has, or fewer where there are fewer classes.
     * @return how many were filled.
     */
    fun best(scores: FloatArray, into: IntArray): Int {
        val wanted = minOf(into.size, scores.size)
        for (place in 0 until wanted) {
            var chosen = -1
            for (index in scores.indices) {
                if (isTaken(index, into, place)) continue
                if (chosen < 0 || isBetter(scores[index], scores[chosen])) chosen = index
            }
            into[place] = chosen
        }
        return wanted
    }

    /** As [best], as a list. */
    fun top(scores: FloatArray, count: Int): List<Int> {
        val found = IntArray(count)
        return found.take(best(scores, found))
    }

    /** The answer to compare. A network with one output answers yes (1) or no (0). */
    fun topOne(scores: FloatArray, activation: Activation): Int {
        if (scores.size > 1) return top(scores, 1).single()
        val threshold = if (activation == Activation.LOGITS) 0f else EVEN
        return if (scores[0] >= threshold) 1 else 0
    }

    private fun isTaken(index: Int, chosen: IntArray, count: Int): Boolean {
        for (place in 0 until count) if (chosen[place] == index) return true
        return false
    }

    /** Strictly, so that the lower index stays where values are equal; 0.0 and -0.0 are. */
    private fun isBetter(score: Float, than: Float): Boolean = score > than || (than.isNaN() && !score.isNaN())
}
