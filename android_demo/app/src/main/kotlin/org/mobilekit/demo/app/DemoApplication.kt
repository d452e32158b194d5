package org.mobilekit.demo.app

import android.app.Application
import java.io.File
import org.mobilekit.demo.core.engine.EngineFactory
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.report.DeviceReport
import org.mobilekit.demo.core.report.Finding
import org.mobilekit.demo.core.session.Offer
import org.mobilekit.demo.engine.LiteRtEngines

/** What every screen of the app shares. Tests put another runtime in. */
open class DemoApplication : Application() {
    /** Makes engines. */
    open val engines: EngineFactory by lazy { LiteRtEngines(this) }

    /** Never goes back. */
    val clock = Clock(System::nanoTime)

    val phone: Phone by lazy { Phone(this) }

    val store: BundleStore by lazy { BundleStore(File(filesDir, "bundles"), Assets(assets)) }

    /** A device report of [findings] on the bundle of [offer]. */
    fun report(offer: Offer, findings: List<Finding>) = DeviceReport(
        offer.identity,
        offer.model,
        phone.device(engines.runtime),
        getString(R.string.app_name),
        packageManager.getPackageInfo(packageName, 0).versionName.orEmpty(),
        findings,
    )
}
