package org.mobilekit.demo.app

import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.session.Offer

/** What can be chosen in [bundle]. */
internal fun offer(bundle: Bundle): Offer = Offer(
    bundle.identity,
    bundle.manifest.model.name,
    bundle.artifacts.associate { artifact -> artifact.variant to artifact.delegates.map { it.delegate } },
)
