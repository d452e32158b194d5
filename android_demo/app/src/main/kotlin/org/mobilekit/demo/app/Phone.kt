package org.mobilekit.demo.app

import android.content.Context
import android.content.res.AssetManager
import android.os.Build
import android.os.PowerManager
import androidx.annotation.RequiresApi
import java.io.InputStream
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.report.Device

/** Heat and power as the system says them. */
class Phone(context: Context) : DeviceState {
    private val power = checkNotNull(context.getSystemService(PowerManager::class.java))

    override val thermal: Thermal get() = if (SAYS_HEAT) Heat(power).now else Thermal.UNKNOWN

    override val savesPower: Boolean get() = power.isPowerSaveMode

    /** Tells [listener] now and at each change, until the answer is called. */
    fun watchHeat(listener: (Thermal) -> Unit): () -> Unit = if (SAYS_HEAT) Heat(power).watch(listener) else ({})

    /** @param runtime name and version. */
    fun device(runtime: String) =
        Device("android", Build.MANUFACTURER.orEmpty(), Build.MODEL.orEmpty(), Build.VERSION.RELEASE.orEmpty(), runtime)

    private companion object {
        val SAYS_HEAT = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q
    }
}

/** Thermal states came with Android 10. */
@RequiresApi(Build.VERSION_CODES.Q)
private class Heat(private val power: PowerManager) {
    val now: Thermal get() = Thermal.ofAndroid(power.currentThermalStatus)

    fun watch(listener: (Thermal) -> Unit): () -> Unit {
        val told = PowerManager.OnThermalStatusChangedListener { listener(Thermal.ofAndroid(it)) }
        power.addThermalStatusListener(told)
        return { power.removeThermalStatusListener(told) }
    }
}

/** The APK's assets. */
class Assets(private val assets: AssetManager) : Packaged {
    override fun open(path: String): InputStream = assets.open(path)
}
