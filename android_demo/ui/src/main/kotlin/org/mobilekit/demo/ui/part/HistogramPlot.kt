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
import androidx.compose.ui.graphics.drawscope.inset
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.Histogram
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.StageTimes
import org.mobilekit.demo.ui.theme.tabular

private val PLOT = 160.dp

/** The inference times as bars, with lines where p50, p90 and p99 fall. */
@Composable
internal fun HistogramPlot(histogram: Histogram, times: StageTimes) {
    val from = milliseconds(histogram.from)
    val to = milliseconds(histogram.to)
    val spoken = stringResource(R.string.histogram_spoken, from, to, spoken(times))
    val colors = MaterialTheme.colorScheme
    val marks = marks(times)
    Column(Modifier.clearAndSetSemantics { contentDescription = spoken }) {
        Canvas(Modifier.fillMaxWidth().height(PLOT)) {
            // A line for each name, one below the other: percentiles often lie close together.
            val line = marks.maxOf { it.name.size.height }.toFloat()
            inset(0f, line * marks.size, 0f, 0f) { drawBars(histogram.counts, colors.primary) }
            drawLine(colors.outline, Offset(0f, size.height), Offset(size.width, size.height), 1.dp.toPx())
            marks.forEachIndexed { rank, mark -> drawMark(histogram, mark, rank * line, colors.onSurface) }
        }
        Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
            for (end in listOf(from, to)) Text(end, style = MaterialTheme.typography.labelSmall.tabular)
        }
    }
}

/** A percentile. @property at nanoseconds. */
private class Mark(val name: TextLayoutResult, val at: Long)

@Composable
private fun marks(times: StageTimes): List<Mark> {
    val measurer = rememberTextMeasurer()
    val style = MaterialTheme.typography.labelSmall
    return listOf(R.string.p50 to times.p50, R.string.p90 to times.p90, R.string.p99 to times.p99)
        .map { (name, at) -> Mark(measurer.measure(stringResource(name), style), at) }
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

/** The line from [top] down, and its name beside it: on the right, or on the left where there is no room. */
private fun DrawScope.drawMark(histogram: Histogram, mark: Mark, top: Float, color: Color) {
    val width = (histogram.to - histogram.from).coerceAtLeast(1)
    val x = size.width * (mark.at - histogram.from).toFloat() / width
    val dashes = PathEffect.dashPathEffect(floatArrayOf(4.dp.toPx(), 4.dp.toPx()))
    drawLine(color, Offset(x, top), Offset(x, size.height), 1.dp.toPx(), pathEffect = dashes)
    val gap = 4.dp.toPx()
    val fits = x + gap + mark.name.size.width <= size.width
    drawText(mark.name, color, Offset(if (fits) x + gap else x - gap - mark.name.size.width, top))
}
