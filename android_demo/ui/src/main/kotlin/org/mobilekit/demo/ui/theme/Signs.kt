package org.mobilekit.demo.ui.theme

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.dp

/** The demo's own signs, drawn with one pen on a field of 24 x 24. */
internal object Signs {
    val check = sign("check", "M5 12.5 L10 17.5 L19 7")
    val cross = sign("cross", "M6 6 L18 18 M18 6 L6 18")
    val drift = sign("drift", "M4 10 C7 6 10 6 12 9 C14 12 17 12 20 8 M4 17 C7 13 10 13 12 16 C14 19 17 19 20 15")
    val fallBack = sign("fall back", "M19 6 V10 C19 13 17 14 14 14 H5 M9 10 L5 14 L9 18")
    val unknown = sign("unknown", "M12 4 A8 8 0 1 0 12 20 A8 8 0 1 0 12 4 M12 8 V12.5 L15 14")
    val live = sign(
        "live",
        "M4 8 H8 L9.5 5.5 H14.5 L16 8 H20 V19 H4 Z M12 10 A3.2 3.2 0 1 0 12 16.4 A3.2 3.2 0 1 0 12 10",
    )
    val benchmark = sign("benchmark", "M4 20 H20 M6.5 20 V14 M10.2 20 V6 M13.9 20 V10 M17.6 20 V16")
    val compare = sign("compare", "M4 5 H10 V19 H4 Z M14 5 H20 V19 H14 Z")
    val open = sign("open", "M3.5 18.5 V6 H9.5 L11.5 8.5 H20.5 V18.5 Z M12 16 V11.5 M9.8 13.5 L12 11.3 L14.2 13.5")
    val share = sign("share", "M12 15 V4 M8 7.5 L12 3.5 L16 7.5 M6 11 H5 V20 H19 V11 H18")
    val freeze = sign(
        "freeze",
        "M12 3.5 V20.5 M4.6 7.75 L19.4 16.25 M19.4 7.75 L4.6 16.25 M9.8 5 L12 7 L14.2 5 M9.8 19 L12 17 L14.2 19",
    )
    val resume = sign("resume", "M8 5.5 L18.5 12 L8 18.5 Z")
    val noCamera = sign("no camera", "M4 8 H8 L9.5 5.5 H14.5 L16 8 H20 V19 H4 Z M4 4 L20 21")
    val lock = sign("lock", "M6 11 H18 V20 H6 Z M8.5 11 V8 A3.5 3.5 0 0 1 15.5 8 V11")
    val heat = sign("heat", "M9.5 13.5 V6 A2.5 2.5 0 0 1 14.5 6 V13.5 A4.2 4.2 0 1 1 9.5 13.5 M12 9 V16.5")
    val broken = sign("broken", "M4 5 H20 V19 H14 L12.5 15 L10 13 L11 10 L9 5 M10 19 H4 V5")
    val next = sign("next", "M9.5 6 L15.5 12 L9.5 18")

    private fun sign(name: String, path: String): ImageVector = ImageVector
        .Builder(name, 24.dp, 24.dp, viewportWidth = 24f, viewportHeight = 24f)
        .addPath(
            pathData = addPathNodes(path),
            stroke = SolidColor(Color.Black),
            strokeLineWidth = 1.8f,
            strokeLineCap = StrokeCap.Round,
            strokeLineJoin = StrokeJoin.Round,
        )
        .build()
}
