package org.mobilekit.demo.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.unit.Density
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** What TalkBack and a finger find on every screen, at the usual size of type and at 200 %. */
@OptIn(ExperimentalTestApi::class)
class AccessibilityTest {
    @ParameterizedTest(name = "{0} at {2}")
    @MethodSource("states")
    fun `everything to press is 48 dp high and wide and has a name`(
        name: String,
        state: UiState,
        type: Float,
    ) = on(state, type) { nodes ->
        val pressed = nodes.filter { SemanticsActions.OnClick in it.config }
        for (node in pressed) {
            val least = 48 * node.layoutInfo.density.density - 0.5f
            val touch = node.touchBoundsInRoot
            assertTrue(touch.width >= least && touch.height >= least, "$name: ${spoken(node)} is ${touch.size}")
            assertTrue(spoken(node).isNotBlank(), "$name: something to press has no name")
        }
    }

    @ParameterizedTest(name = "{0} at {2}")
    @MethodSource("states")
    fun `no word is cut off`(name: String, state: UiState, type: Float) = on(state, type) { nodes ->
        for (node in nodes) {
            val layout = layoutOf(node) ?: continue
            assertTrue(isWhole(layout), "$name at $type: '${layout.layoutInput.text}' is cut off")
        }
    }

    @ParameterizedTest(name = "{0} at {2}")
    @MethodSource("states")
    fun `every screen has one heading at least and no two buttons of one name`(
        name: String,
        state: UiState,
        type: Float,
    ) = on(state, type) { nodes ->
        if (state !is UiState.Opening) {
            assertTrue(
                nodes.any {
                    SemanticsProperties.Heading in it.config
                },
                "$name has no heading",
            )
        }
        val buttons = nodes.filter { it.config.getOrNull(SemanticsProperties.Role) == Role.Button }.map { spoken(it) }
        val twice = buttons.groupingBy { it }.eachCount().filterValues { it > 1 }.keys
        assertEquals(emptySet(), twice - BOTH_SIDES, name)
    }

    /** On a window that holds all there is to scroll to: what is out of sight has no bounds. */
    private fun on(
        state: UiState,
        type: Float,
        check: (List<SemanticsNode>) -> Unit,
    ) = runDesktopComposeUiTest(411, 4_000) {
        setContent {
            CompositionLocalProvider(LocalDensity provides Density(1f, type)) { Demo(state) }
        }
        mainClock.autoAdvance = false
        mainClock.advanceTimeBy(1_000)
        check(onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes(atLeastOneRootRequired = true))
    }

    private fun spoken(node: SemanticsNode): String {
        val described = node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
        val written = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        val label = node.config.getOrNull(SemanticsActions.OnClick)?.label
        return (described.ifEmpty { written } + listOfNotNull(label)).joinToString()
    }

    /** Compose's own `hasVisualOverflow` is true here for text that is narrower than it might be. */
    private fun isWhole(layout: TextLayoutResult): Boolean {
        val lines = 0 until layout.lineCount
        val fits = lines.all { layout.getLineRight(it) - layout.getLineLeft(it) <= layout.size.width + 1 }
        val whole = layout.multiParagraph
        return fits && whole.height <= layout.size.height + 1 && !whole.didExceedMaxLines
    }

    private fun layoutOf(node: SemanticsNode): TextLayoutResult? {
        val found = mutableListOf<TextLayoutResult>()
        node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(found)
        return found.firstOrNull()
    }

    private companion object {
        /** Each side of a comparison has its own. */
        val BOTH_SIDES = setOf("Details of the self-check")

        @JvmStatic
        fun states() = Samples.all.flatMap { (name, state) -> listOf(1f, 2f).map { arrayOf(name, state, it) } }
    }
}
