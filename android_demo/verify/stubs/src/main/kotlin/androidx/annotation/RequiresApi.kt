package androidx.annotation

/** Test-only signature: developer.android.com/reference/kotlin/androidx/annotation/RequiresApi */
@Retention(AnnotationRetention.BINARY)
annotation class RequiresApi(val value: Int)
