package org.mobilekit.demo.app

import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.measure.Latency
import org.mobilekit.demo.core.session.Guess

/** What the screen needs beside the session. */
data class Extras(val bundle: Bundle? = null, val held: Held? = null, val comparison: Comparison = Comparison())

/** Two delegates on the same pictures. @property sides what was measured so far, by delegate. */
data class Comparison(
    val other: String? = null,
    val running: Boolean = false,
    val sides: Map<String, Measured> = emptyMap(),
) {
    fun with(delegate: String, measured: Measured) = copy(sides = sides + (delegate to measured))
}

/** @property answer to the first golden image. @property latency null where it must not be shown, or was stopped. */
data class Measured(val answer: List<Guess>, val latency: Latency?)
