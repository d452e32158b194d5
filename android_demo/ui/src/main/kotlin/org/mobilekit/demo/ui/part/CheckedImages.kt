package org.mobilekit.demo.ui.part

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.CheckedImage
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.Verdict
import org.mobilekit.demo.ui.theme.LocalTones
import org.mobilekit.demo.ui.theme.Signs
import org.mobilekit.demo.ui.theme.tabular

/** The golden images and what the delegate answered to each. */
@Composable
internal fun CheckedImages(images: List<CheckedImage>) {
    Column {
        Row(Modifier.fillMaxWidth().padding(top = 8.dp, bottom = 4.dp), Arrangement.spacedBy(12.dp)) {
            Heading(stringResource(R.string.check_images), Modifier.weight(1f).alignByBaseline())
            Quiet(stringResource(R.string.check_difference), Modifier.alignByBaseline())
        }
        for (image in images) ImageLine(image)
    }
}

@Composable
private fun ImageLine(image: CheckedImage) {
    val right = image.got == image.expected
    val word = if (right) R.string.check_image_right else R.string.check_image_wrong
    val spoken = stringResource(word, image.name, image.expected, image.got)
    Row(
        Modifier.fillMaxWidth().padding(vertical = 6.dp).clearAndSetSemantics { contentDescription = spoken },
        horizontalArrangement = Arrangement.spacedBy(12.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        val tone = LocalTones.current.getValue(if (right) Verdict.PASS else Verdict.WRONG)
        val sign = if (right) Signs.check else Signs.cross
        Icon(sign, contentDescription = null, Modifier.size(besideType(18)), tint = tone.ink)
        Column(Modifier.weight(1f)) {
            val answer = if (right) image.got else stringResource(R.string.check_instead, image.got, image.expected)
            Text(answer, style = MaterialTheme.typography.bodyMedium)
            Quiet(image.name.substringAfterLast('/').substringBeforeLast('.'))
        }
        Quiet(stringResource(R.string.check_number, image.difference))
    }
}

@Composable
private fun Quiet(text: String, modifier: Modifier = Modifier) = Text(
    text,
    modifier,
    style = MaterialTheme.typography.bodySmall.tabular,
    color = MaterialTheme.colorScheme.onSurfaceVariant,
)
