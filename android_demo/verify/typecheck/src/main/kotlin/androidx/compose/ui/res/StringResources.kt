package androidx.compose.ui.res

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable

/*
 * Test-only signatures: Compose for the desktop, whose jars stand for Android's here, lacks these two.
 * developer.android.com/reference/kotlin/androidx/compose/ui/res/package-summary
 */

@Composable
@ReadOnlyComposable
fun stringResource(id: Int): String = TODO("$id")

@Composable
@ReadOnlyComposable
fun stringResource(id: Int, vararg formatArgs: Any): String = TODO("$id ${formatArgs.size}")
