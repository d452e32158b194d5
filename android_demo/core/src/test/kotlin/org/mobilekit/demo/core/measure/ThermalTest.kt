package org.mobilekit.demo.core.measure

import kotlin.test.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

class ThermalTest {
    @ParameterizedTest(name = "status {0} is {1}")
    @CsvSource(
        "0, NOMINAL", "1, LIGHT", "2, MODERATE", "3, SEVERE", "4, CRITICAL", "5, CRITICAL", "6, CRITICAL",
        "7, UNKNOWN", "-1, UNKNOWN",
    )
    fun `Android's status is named as the report names it`(status: Int, thermal: Thermal) =
        assertEquals(thermal, Thermal.ofAndroid(status))

    @ParameterizedTest(name = "{0}: marked {1}, every {2}, camera {3}")
    @CsvSource(
        "NOMINAL, false, 1, true", "LIGHT, false, 1, true", "UNKNOWN, false, 1, true", "MODERATE, true, 1, true",
        "SEVERE, true, 2, true", "CRITICAL, true, 2, false",
    )
    fun `heat marks, then halves, then closes the camera`(thermal: Thermal, marked: Boolean, nth: Int, open: Boolean) =
        assertEquals(ThermalPolicy(marked, nth, open), ThermalPolicy.of(thermal))

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
        "NOMINAL, LIGHT, LIGHT", "SEVERE, LIGHT, SEVERE", "UNKNOWN, NOMINAL, NOMINAL", "CRITICAL, UNKNOWN, CRITICAL",
        "UNKNOWN, UNKNOWN, UNKNOWN",
    )
    fun `the hotter of two outweighs`(one: Thermal, other: Thermal, hotter: Thermal) =
        assertEquals(hotter, Thermal.hotter(one, other))
}
