package org.mobilekit.demo.core.manifest

import org.mobilekit.demo.core.contract.Reason

/** The `artifacts` of a manifest. */
internal object ArtifactReader {
    private val VARIANT = Regex("[a-z0-9]+-[a-z0-9_]+")
    private val LAYOUTS = setOf("NHWC", "NC", "N")
    private val COUNT = 0L..(1L shl 53)

    fun artifact(node: Node): Artifact {
        val keys = node.closed(
            "variant", "path", "sha256", "bytes", "inputs", "outputs", "app_steps", "minimum", "delegates", "parity",
        )
        return Artifact(
            variant = keys.getValue("variant").matching(VARIANT),
            path = keys.getValue("path").path(),
            sha256 = keys.getValue("sha256").sha256(),
            bytes = keys.getValue("bytes").integer(COUNT),
            input = keys.getValue("inputs").list(1..1).map(::tensor).single(),
            outputs = keys.getValue("outputs").list(1..8).map(::tensor),
            appSteps = keys.getValue("app_steps").list(3..5).map { ManifestReader.enumOf<Step>(it) },
            minimum = keys.getValue("minimum").free(8).mapValues { it.value.word() },
            delegates = keys.getValue("delegates").list(1..16).map(::rung),
            parity = keys.getValue("parity").orNull(::parity),
        )
    }

    private fun tensor(node: Node): Tensor {
        val keys = node.closed("name", "shape", "dtype", "layout", "scale", "zero_point")
        val scale = keys.getValue("scale").orNull { it.number { value -> value in 1e-30..1e30 } }
        val zeroPoint = keys.getValue("zero_point").orNull { it.int(-32_768..65_535) }
        return Tensor(
            name = keys.getValue("name").word(),
            shape = keys.getValue("shape").list(1..6).map { it.int(1..1_000_000) },
            dtype = ManifestReader.enumOf<DType>(keys.getValue("dtype")),
            layout = keys.getValue("layout").oneOf(LAYOUTS),
            quantisation = quantisation(node, scale, zeroPoint),
        )
    }

    /** A rule between keys, read here because half a quantisation has no place in the data. */
    private fun quantisation(node: Node, scale: Double?, zeroPoint: Int?): Quantisation? {
        if ((scale == null) != (zeroPoint == null)) throw node.refusal(Reason.QUANTISATION)
        return if (scale == null || zeroPoint == null) null else Quantisation(scale, zeroPoint)
    }

    private fun rung(node: Node): Rung {
        val keys = node.closed("delegate", "options", "tolerance", "unsupported")
        return Rung(
            delegate = keys.getValue("delegate").word(),
            options = keys.getValue("options").free(32).mapValues { it.value.scalar() },
            tolerance = keys.getValue("tolerance").number { it in 0.0..1e6 },
            unsupported = keys.getValue("unsupported").list(0..ManifestReader.MANY).map(::unsupported),
        )
    }

    private fun unsupported(node: Node): Unsupported {
        val keys = node.closed("op", "rule")
        return Unsupported(keys.getValue("op").word(), keys.getValue("rule").word())
    }

    private fun parity(node: Node): Parity {
        val keys = node.closed("images", "max_abs_difference", "top1_agreement")
        return Parity(
            images = keys.getValue("images").int(ManifestReader.CLASSES),
            maxAbsDifference = keys.getValue("max_abs_difference").number { it >= 0 },
            top1Agreement = keys.getValue("top1_agreement").number { it in 0.0..1.0 },
        )
    }
}
