package org.mobilekit.demo.app

import java.io.File
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.measure.Clock
import org.mobilekit.demo.core.measure.DeviceState
import org.mobilekit.demo.core.measure.Thermal
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.core.session.Phase
import org.mobilekit.demo.core.session.SessionEvent
import org.mobilekit.demo.core.tensor.Frame
import org.mobilekit.demo.core.tensor.RgbFrame

/** The packaged bundle, read once. */
val packaged: Bundle by lazy { Bundle.open(packagedFolder) }

val packagedFolder: File get() = File(System.getProperty("mobilekit.demo"), "app/src/main/assets/bundle")

/** A device whose heat a test sets. */
class FakeDevice : DeviceState {
    override var thermal = Thermal.NOMINAL
    override var savesPower = false
}

/** A millisecond at each look. */
class FakeClock : Clock {
    private var now = 0L

    @Synchronized
    override fun nanoseconds(): Long {
        now += 1_000_000
        return now
    }
}

/** A controller on the packaged bundle, checked and live, with the camera granted. */
class Bench(prepare: (GoldenEngines) -> Unit = {}) : AutoCloseable {
    val engines = GoldenEngines(packaged).also(prepare)
    val device = FakeDevice()
    val controller = DemoController(engines, FakeClock(), device)
    val state get() = controller.state.value

    init {
        controller.tell(SessionEvent.CameraChanged(Camera.GRANTED))
        controller.open { packagedFolder }.get()
        settle()
    }

    /** Back when what was asked for is compiled and checked, or failed. */
    fun settle() {
        val end = System.nanoTime() + PATIENCE
        while (state.phase.let { it == Phase.Opening || it == Phase.Compiling || it is Phase.Checking }) {
            check(System.nanoTime() < end) { "still ${state.phase}" }
            Thread.sleep(1)
        }
    }

    fun show(frame: Frame = golden()) = controller.classify(frame, arrived = 0, dropped = 0)

    override fun close() = controller.close()

    private companion object {
        const val PATIENCE = 60_000_000_000L
    }
}

/** A golden image as a frame; the first unless told. */
fun golden(index: Int = 0): Frame =
    packaged.manifest.golden.images[index].let { RgbFrame(packaged.picture(it), it.rotation) }
