package androidx.camera.viewfinder.compose

/** Test-only signature: developer.android.com/reference/kotlin/androidx/camera/viewfinder/compose/package-summary */
interface MutableCoordinateTransformer
