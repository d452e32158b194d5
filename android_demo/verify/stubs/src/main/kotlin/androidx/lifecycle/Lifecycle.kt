package androidx.lifecycle

import kotlinx.coroutines.CoroutineScope

/*
 * Test-only signatures:
 * developer.android.com/reference/kotlin/androidx/lifecycle/package-summary
 */

abstract class Lifecycle

interface LifecycleOwner {
    val lifecycle: Lifecycle
}

val LifecycleOwner.lifecycleScope: CoroutineScope get() = TODO("$this")

abstract class ViewModel {
    protected open fun onCleared() {}
}

val ViewModel.viewModelScope: CoroutineScope get() = TODO("$this")

class ViewModelProvider private constructor() {
    interface Factory {
        fun <T : ViewModel> create(modelClass: Class<T>): T = TODO("$modelClass")
    }
}
