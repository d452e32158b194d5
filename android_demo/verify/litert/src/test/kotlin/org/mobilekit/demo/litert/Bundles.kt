package org.mobilekit.demo.litert

import java.io.File
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.check.CheckResult
import org.mobilekit.demo.core.check.SelfCheck
import org.mobilekit.demo.core.engine.Classifier
import org.mobilekit.demo.core.engine.DelegatePlan
import org.mobilekit.demo.core.engine.Opened
import org.mobilekit.demo.core.manifest.Artifact
import org.mobilekit.demo.core.measure.Clock

/** What `verify/run` found: LiteRT's library, real bundles, Python's answers on them. */
object Bundles {
    val clock = Clock(System::nanoTime)

    val factory by lazy { JvmEngineFactory(property("mobilekit.litert")) }

    /** The packaged model's first. */
    val folders: List<File> by lazy { property("mobilekit.bundles").split(File.pathSeparator).map(::File) }

    val all: List<Bundle> by lazy { folders.map(Bundle::open) }

    /** Of a bundle: what Python answered, a file of one object, variant to a list of five classes for each image. */
    fun answers(bundle: Bundle): File = File(property("mobilekit.answers"), "${bundle.identity}.json")

    private fun property(name: String) = checkNotNull(System.getProperty(name)) { "verify/run sets $name" }
}

/** Opens an engine for [delegate], does [work] with it and closes it. */
fun <T> Bundle.with(artifact: Artifact, delegate: String = "cpu", work: (Opened, Classifier) -> T): T {
    val opened = DelegatePlan(artifact).open(Bundles.factory, file(artifact), delegate)
    return opened.engine.use { work(opened, Classifier(manifest, artifact, it, Bundles.clock)) }
}

fun Bundle.check(artifact: Artifact, delegate: String = "cpu"): CheckResult =
    with(artifact, delegate) { opened, classifier -> SelfCheck(this, artifact).run(opened, classifier) }

fun Bundle.artifact(variant: String): Artifact = artifacts.first { it.variant == variant }
