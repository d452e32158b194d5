package org.mobilekit.demo.ui.part

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Histogram
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.StageTimes
import org.mobilekit.demo.ui.theme.tabular

/** The inference times as bars, with lines where p50, p90 and p99 fall. */
@Composable
internal fun HistogramPlot(histogram: Histogram, times: StageTimes) {
    val from = milliseconds(histogram.from)
    val to = milliseconds(histogram.to)
    val spoken = stringResource(R.string.histogram_spoken, from, to, spoken(times))
    val colors = MaterialTheme.colorScheme
    Column(Modifier.clearAndSetSemantics { contentDescription = spoken }) {
        Canvas(Modifier.fillMaxWidth().height(140.dp)) {
            drawBars(histogram.counts, colors.primary)
            drawLine(colors.outline, Offset(0f, size.height), Offset(size.width, size.height), 1.dp.toPx())
            for (at in listOf(times.p50, times.p90, times.p99)) drawMark(histogram, at, colors.onSurface)
        }
        Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
            for (end in listOf(from, to)) Text(end, style = MaterialTheme.typography.labelSmall.tabular)
        }
    }
}

private fun DrawScope.drawBars(counts: List<Int>, color: Color) {
    val most = counts.max().coerceAtLeast(1)
    val step = size.width / counts.size
    val gap = 2.dp.toPx().coerceAtMost(step / 3)
    counts.forEachIndexed { bin, count ->
        val height = size.height * count / most
        val corner = Offset(bin * step + gap / 2, size.height - height)
        drawRoundRect(color, corner, Size(step - gap, height), CornerRadius(2.dp.toPx()))
    }
}

private fun DrawScope.drawMark(histogram: Histogram, at: Long, color: Color) {
    val width = (histogram.to - histogram.from).coerceAtLeast(1)
    val x = size.width * (at - histogram.from).toFloat() / width
    val dashes = PathEffect.dashPathEffect(floatArrayOf(4.dp.toPx(), 4.dp.toPx()))
    drawLine(color, Offset(x, 0f), Offset(x, size.height), 1.dp.toPx(), pathEffect = dashes)
}
