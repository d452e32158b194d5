package org.mobilekit.demo.app

import androidx.camera.compose.CameraXViewfinder
import androidx.camera.core.SurfaceRequest
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.onSizeChanged

/** The camera's picture, or nothing while it is closed. @param onSize told how large it may be, pixels. */
@Composable
fun CameraPicture(picture: SurfaceRequest?, modifier: Modifier, onSize: (Int, Int) -> Unit) {
    Box(modifier.onSizeChanged { onSize(it.width, it.height) }) {
        if (picture != null) CameraXViewfinder(picture, Modifier.fillMaxSize())
    }
}
