package androidx.activity.result

/*
 * Test-only signatures:
 * developer.android.com/reference/kotlin/androidx/activity/result/package-summary
 */

fun interface ActivityResultCallback<O> {
    fun onActivityResult(result: O)
}

abstract class ActivityResultLauncher<I> {
    open fun launch(input: I): Unit = TODO("$input")
}
