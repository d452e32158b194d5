package org.mobilekit.demo.core.contract

/**
 * A file that no reader takes.
 *
 * @property sentence one clear sentence: what is wrong, and where.
 * @property reason what programs and tests compare.
 * @property remedy what to do about it.
 */
class Refusal private constructor(val sentence: String, val reason: Reason, val remedy: String) : Exception(sentence) {
    /** @param file the file's name in the sentence. @param at the place in it. */
    constructor(reason: Reason, file: String, at: String = "") : this(filled(reason, file, at), reason, reason.remedy)

    /** The same with another remedy, where the table's is for another kind of file. */
    fun withRemedy(remedy: String) = Refusal(sentence, reason, remedy)

    private companion object {
        // One pass, so that a file name that holds "{at}" is not filled in again.
        private val HOLES = Regex("\\{(file|at)\\}")

        fun filled(reason: Reason, file: String, at: String): String =
            HOLES.replace(reason.sentence) { hole -> if (hole.groupValues[1] == "file") file else at }
    }
}
