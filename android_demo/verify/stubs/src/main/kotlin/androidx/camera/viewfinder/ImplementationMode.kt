package androidx.camera.viewfinder.core

/** Test-only signature: developer.android.com/reference/kotlin/androidx/camera/viewfinder/core/ImplementationMode */
enum class ImplementationMode { EXTERNAL, EMBEDDED }
