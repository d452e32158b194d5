package org.mobilekit.demo.ui.part

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.FilterChip
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.mobilekit.demo.ui.DelegateChoice
import org.mobilekit.demo.ui.R
import org.mobilekit.demo.ui.VariantChoice

/** The delegates of the variant in use, each with the sign of its self-check. */
@Composable
internal fun Delegates(title: String, delegates: List<DelegateChoice>, chosen: String?, onChoose: (String) -> Unit) {
    Group(title) {
        for (delegate in delegates) {
            val spoken = stringResource(R.string.delegate_spoken, delegate.name, brief(delegate.check))
            Choice(delegate.name, delegate.id == chosen, spoken, sign(delegate.check)) { onChoose(delegate.id) }
        }
    }
}

/** The variants of the bundle. */
@Composable
internal fun Variants(variants: List<VariantChoice>, onChoose: (String) -> Unit) {
    Group(stringResource(R.string.choose_variant)) {
        for (variant in variants) {
            Choice(variant.name, variant.chosen, variant.name, sign = null) { onChoose(variant.id) }
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Group(title: String, chips: @Composable () -> Unit) {
    Column {
        Heading(title)
        FlowRow(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) { chips() }
    }
}

@Composable
private fun Choice(text: String, chosen: Boolean, spoken: String, sign: ImageVector?, onClick: () -> Unit) {
    FilterChip(
        selected = chosen,
        onClick = onClick,
        label = { Text(text) },
        modifier = Modifier.semantics { contentDescription = spoken },
        leadingIcon = sign?.let { { Icon(it, contentDescription = null, Modifier.size(besideType(18))) } },
    )
}
