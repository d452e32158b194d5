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

@Suppress("UNUSED_PARAMETER")
abstract class ViewModel(viewModelScope: CoroutineScope) {
    protected open fun onCleared() {}
}

abstract class LiveData<T> {
    fun observe(owner: LifecycleOwner, observer: Observer<in T>): Unit = TODO("$owner $observer")

    fun removeObservers(owner: LifecycleOwner): Unit = TODO("$owner")
}

fun interface Observer<T> {
    fun onChanged(value: T)
}

class ViewModelProvider private constructor() {
    interface Factory {
        fun <T : ViewModel> create(modelClass: Class<T>): T = TODO("$modelClass")
    }
}
