package androidx.activity.compose

import androidx.activity.ComponentActivity
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionContext

/*
 * Test-only signatures:
 * developer.android.com/reference/kotlin/androidx/activity/compose/package-summary
 */

fun ComponentActivity.setContent(parent: CompositionContext? = null, content: @Composable () -> Unit): Unit =
    TODO("$this $parent $content")

@Composable
fun BackHandler(enabled: Boolean = true, onBack: () -> Unit): Unit = TODO("$enabled $onBack")
