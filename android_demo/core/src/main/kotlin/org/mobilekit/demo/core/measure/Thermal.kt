package org.mobilekit.demo.core.measure

/** How warm the device says it is, by the device report's names, coolest first. */
enum class Thermal {
    NOMINAL,
    LIGHT,
    MODERATE,
    SEVERE,
    CRITICAL,

    /** It does not say: Android before version 10. */
    UNKNOWN,
    ;

    companion object {
        private val BY_STATUS = listOf(NOMINAL, LIGHT, MODERATE, SEVERE, CRITICAL, CRITICAL, CRITICAL)

        /** Of `PowerManager.THERMAL_STATUS_NONE` (0) to `_SHUTDOWN` (6). */
        fun ofAndroid(status: Int): Thermal = BY_STATUS.getOrElse(status) { UNKNOWN }

        /** The hotter of two; one that is known outweighs one that is not. */
        fun hotter(one: Thermal, other: Thermal): Thermal = when {
            one == UNKNOWN -> other
            other == UNKNOWN -> one
            else -> maxOf(one, other)
        }
    }
}

/**
 * What heat does to the demo.
 *
 * @property throttled whether figures are marked: the device may be running slower than it can.
 * @property everyNth of the frames, which to classify.
 * @property cameraOpen whether the camera may run.
 */
data class ThermalPolicy(val throttled: Boolean, val everyNth: Int, val cameraOpen: Boolean) {
    companion object {
        fun of(thermal: Thermal): ThermalPolicy = when (thermal) {
            Thermal.NOMINAL, Thermal.LIGHT, Thermal.UNKNOWN -> ThermalPolicy(throttled = false, 1, cameraOpen = true)
            Thermal.MODERATE -> ThermalPolicy(throttled = true, 1, cameraOpen = true)
            Thermal.SEVERE -> ThermalPolicy(throttled = true, 2, cameraOpen = true)
            Thermal.CRITICAL -> ThermalPolicy(throttled = true, 2, cameraOpen = false)
        }
    }
}
