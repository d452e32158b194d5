package org.mobilekit.demo.litert

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.mobilekit.demo.core.bundle.Bundle
import org.mobilekit.demo.core.bundle.Sha256
import org.mobilekit.demo.core.check.Verdict
import org.mobilekit.demo.core.contract.Refusal

/** Damage of every kind is refused with the contract's sentence, or seen by the self-check on the real runtime. */
class CorruptedBundlesTest {
    @TempDir
    lateinit var folder: File

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    fun `a damaged bundle is refused with its sentence`(case: Refused) {
        val damage = Damage(Bundles.folders.first(), File(folder, "bundle"))
        case.harm(damage)
        val refusal = assertFailsWith<Refusal> { Bundle.open(damage.root) }
        assertEquals(case.sentence, refusal.sentence)
        assertTrue(refusal.remedy.endsWith("."))
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answered")
    fun `a bundle whose hashes are right and whose numbers are not fails its self-check`(case: Answered) {
        val damage = Damage(Bundles.folders.first(), File(folder, "bundle"))
        case.harm(damage)
        damage.seal()
        val bundle = Bundle.open(damage.root)
        val result = bundle.check(bundle.artifact(case.variant))
        assertEquals(case.verdict, result.verdict, "largest difference ${result.largestDifference}")
        assertTrue(case.sentence.matches(result.reason), result.reason)
        assertEquals(case.verdict != Verdict.WRONG, result.answersAreRight)
    }

    class Refused(private val name: String, val sentence: String, val harm: Damage.() -> Unit) {
        override fun toString() = name
    }

    @Suppress("LongParameterList") // A row of a table.
    class Answered(
        private val name: String,
        val variant: String,
        val verdict: Verdict,
        sentence: String,
        val harm: Damage.() -> Unit,
    ) {
        val sentence = Regex(sentence)

        override fun toString() = name
    }

    companion object {
        private const val MODEL = "tflite/mobilenet_v2_0.35_96_cifar10-float32.tflite"
        private const val PICTURE = "golden/class-00.ppm"
        private const val WRONG = "[1-9][0-9]* of 18 answers differ from the reference's\\."
        private const val DRIFT = "The largest difference is [0-9.e-]+, the tolerance [0-9.e-]+\\."

        private fun changed(path: String, by: String = "SHA256SUMS") =
            "$path is not the file that $by lists: its sha256 differs."

        private fun unsafe(place: String) = "$MODEL is not a TFLite model that can be run safely: see $place."

        private fun flip(bytes: ByteArray, at: Int) = bytes.also { it[at] = (it[at].toInt() xor 1).toByte() }

        /** Edits a file that the manifest has a hash of, and makes every hash right again. */
        private fun Damage.edit(path: String, edit: (ByteArray) -> ByteArray) {
            val (before, bytes) = Sha256.of(file(path)) to file(path).length()
            change(path, edit)
            // A model's size is in the manifest too.
            if (path == MODEL) manifest("\"bytes\": $bytes", "\"bytes\": ${file(path).length()}")
            reseal(path, before)
        }

        @JvmStatic
        fun refused() = listOf(
            Refused("one bit of the model", changed(MODEL)) { change(MODEL) { flip(it, it.size / 2) } },
            Refused("one bit of a picture", changed(PICTURE)) { change(PICTURE) { flip(it, it.size / 2) } },
            Refused("a picture deleted", "$PICTURE is listed in SHA256SUMS but is not in the bundle.") {
                file(PICTURE).delete()
            },
            Refused("a file added", "extra.bin is in the bundle but is not listed in SHA256SUMS.") {
                file("extra.bin").writeText("extra")
            },
            Refused("the sums cut short", "SHA256SUMS is not a list of sha256 sums: see the order of its lines.") {
                change("SHA256SUMS") { it.copyOf(it.size - 10) }
            },
            Refused("no sums", "SHA256SUMS is not a list of sha256 sums: see the folder, which lacks it.") {
                file("SHA256SUMS").delete()
            },
            Refused("a newer manifest", "manifest.json has schema_version 2, which this program does not know.") {
                manifest("\"schema_version\": 1", "\"schema_version\": 2")
                seal()
            },
            Refused("a comma too many", "manifest.json is not JSON as RFC 8259 has it: see byte 1.") {
                manifest("{", "{,")
                seal()
            },
            Refused(
                "a path that leaves the bundle",
                "manifest.json has a path that is not plain and inside the bundle at " +
                    "$.labels.path.",
            ) {
                manifest("\"labels.txt\"", "\"../labels.txt\"")
                seal()
            },
            Refused(
                "a label less",
                "labels.txt names a number of labels at line 9 that differs from the number of " +
                    "outputs.",
            ) {
                edit("labels.txt") { bytes -> bytes.copyOf(bytes.dropLast(1).lastIndexOf('\n'.code.toByte()) + 1) }
            },
            Refused(
                "labels with a byte order mark",
                "labels.txt is not UTF-8 with one label a line and a line feed after each: see " +
                    "its encoding.",
            ) {
                edit("labels.txt") { "\uFEFF".encodeToByteArray() + it }
            },
            Refused("a picture that is none", "$PICTURE is not a binary PPM picture (P6, 8 bit).") {
                change(PICTURE) { it.also { bytes -> bytes[1] = '5'.code.toByte() } }
                seal()
            },
            Refused(
                "a reference cut short",
                "golden/reference.f32 does not hold one float32 for each golden image and " +
                    "class.",
            ) {
                edit("golden/reference.f32") { it.copyOf(it.size - 4) }
            },
            Refused("another crop", changed(PICTURE, "manifest.json")) {
                manifest("\"crop_fraction\": 1.0", "\"crop_fraction\": 0.5")
                seal()
            },
            Refused("another rotation", changed(PICTURE, "manifest.json")) {
                manifest("\"rotation\": 0", "\"rotation\": 180")
                seal()
            },
            Refused("a model cut short under a right hash", unsafe("operator_codes")) {
                edit(MODEL) { it.copyOf(it.size / 2) }
            },
            Refused("a file that is no model", unsafe("its first bytes")) {
                edit(MODEL) { it.also { bytes -> bytes.fill(0, 0, 64) } }
            },
            Refused("another model under the old hash", changed(MODEL, "manifest.json")) {
                change(MODEL) { flip(it, it.size / 2) }
                seal()
            },
        )

        private const val FLOAT = "tflite-float32"
        private const val INT8 = "tflite-int8"

        @JvmStatic
        fun answered() = listOf(
            Answered("pixels from 0 to 2", FLOAT, Verdict.WRONG, WRONG) { mean("0.0") },
            Answered("blue and red exchanged", FLOAT, Verdict.WRONG, WRONG) { manifest("\"RGB\"", "\"BGR\"") },
            Answered("pixels as they are", FLOAT, Verdict.WRONG, WRONG) {
                manifestAfter("\"resize\"", ",\n    \"normalise\"", "")
            },
            Answered("a mean that is one off", FLOAT, Verdict.DRIFT, DRIFT) { mean("126.5") },
            Answered("another zero point", INT8, Verdict.WRONG, WRONG) {
                manifest("\"zero_point\": 127", "\"zero_point\": 0")
            },
            Answered("another scale", INT8, Verdict.WRONG, WRONG) {
                manifest("\"scale\": 0.00784", "\"scale\": 0.04784")
            },
            Answered("the int8 weights as float32's", FLOAT, Verdict.DRIFT, DRIFT) { exchange() },
            Answered("another reference", FLOAT, Verdict.DRIFT, DRIFT) {
                edit("golden/reference.f32") { bytes -> bytes.also { it[1] = (it[1] + 64).toByte() } }
                edit("golden/reference.f32") { bytes -> bytes.also { it[2] = (it[2].toInt() xor 0x40).toByte() } }
            },
            Answered("a label moved on by one", FLOAT, Verdict.WRONG, WRONG) { shiftAnswers() },
        )

        private fun Damage.mean(value: String) =
            manifestAfter("\"mean\"", "127.5,\n   127.5,\n   127.5", "$value,\n   $value,\n   $value")

        /** The first classes of the manifest one higher, as with a background label. */
        private fun Damage.shiftAnswers() = change("manifest.json") { bytes ->
            val first = "\"top5\": \\[\\s*([0-9])".toRegex()
            val text = first.replace(bytes.decodeToString()) { "\"top5\": [${(it.groupValues[1].toInt() + 1) % 10}" }
            text.encodeToByteArray()
        }

        private fun Damage.exchange() {
            val bundle = Bundle.open(root)
            val (float, dynamic) = bundle.artifact(FLOAT) to bundle.artifact("tflite-dynamic_int8")
            change(float.path) { file(dynamic.path).readBytes() }
            manifest("\"bytes\": ${float.bytes}", "\"bytes\": ${dynamic.bytes}")
            manifest(float.sha256, dynamic.sha256)
        }
    }
}
