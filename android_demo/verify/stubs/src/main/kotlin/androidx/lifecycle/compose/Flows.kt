package androidx.lifecycle.compose

import androidx.compose.runtime.Composable
import androidx.compose.runtime.State
import kotlinx.coroutines.flow.StateFlow

/** Test-only signature: developer.android.com/reference/kotlin/androidx/lifecycle/compose/package-summary */
@Composable
fun <T> StateFlow<T>.collectAsStateWithLifecycle(): State<T> = TODO("$this")
