package org.mobilekit.demo.app

import kotlin.test.Test
import kotlin.test.assertFailsWith
import org.junit.runner.RunWith
import org.mobilekit.demo.engine.LiteRtEngines
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** Robolectric runs a test on the main thread. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = TestApplication::class)
class MainThreadTest {
    @Test
    fun `a model is not compiled on the main thread`() {
        val engines = LiteRtEngines(RuntimeEnvironment.getApplication())
        val artifact = packaged.artifacts.first()
        assertFailsWith<IllegalStateException> {
            engines.open(packaged.file(artifact), artifact, artifact.delegates.last())
        }
    }
}
