package org.mobilekit.demo.ui

import org.mobilekit.demo.ui.Gated.Open
import org.mobilekit.demo.ui.Gated.Why
import org.mobilekit.demo.ui.Gated.Withheld

/** One of every state that the screen can be in. */
object Samples {
    private const val MODEL = "mobilenet_v2_0.35_96_cifar10"
    private val classes = listOf(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    )

    val passed = done(Verdict.PASS, "gpu", "", List(18) { 2.4e-4 + it * 1e-5 })
    val drifted = done(
        Verdict.DRIFT, "gpu", "2 of 18 images are outside the tolerance.",
        List(18) {
            if (it < 2) 3.1e-2 else 4e-4
        },
    )
    val fellBack = done(
        Verdict.FELL_BACK, "cpu", "NPU -> CPU: no accelerator of this vendor on the device.",
        List(18) {
            1e-6
        },
    )
    val wrong = done(Verdict.WRONG, "gpu", "5 of 18 first answers differ.", List(18) { if (it < 5) 0.71 else 8e-3 })

    private fun done(verdict: Verdict, ranOn: String, reason: String, differences: List<Double>) = Check.Done(
        verdict,
        ranOn,
        reason,
        tolerance = 1e-2,
        images = differences.mapIndexed { index, difference ->
            val expected = classes[index % classes.size]
            val got = if (difference > 0.5) classes[(index + 3) % classes.size] else expected
            CheckedImage("golden/class-%02d.ppm".format(index), expected, got, difference)
        },
    )

    fun setup(gpu: Check = passed, chosen: String = "gpu") = Setup(
        MODEL,
        "5c31f7".padEnd(64, '0'),
        Crop(fraction = 0.875, ratio = 1.0),
        listOf("tflite-float32", "tflite-float16", "tflite-dynamic_int8", "tflite-int8")
            .map { VariantChoice(it, it == "tflite-float16") },
        listOf("npu" to fellBack, "gpu" to gpu, "cpu" to Check.NotRun)
            .map { (id, check) -> DelegateChoice(id, id == chosen, check) },
    )

    val answer = Open(Answer(listOf(Guess("ship", 0.941f), Guess("airplane", 0.037f), Guess("automobile", 0.012f))))

    val figures = Figures(
        listOf(
            StageTimes(Stage.PREPROCESS, 812_000, 934_000, 1_420_000, 400),
            StageTimes(Stage.INFERENCE, 4_210_000, 4_870_000, 7_930_000, 400),
            StageTimes(Stage.POSTPROCESS, 21_000, 26_000, 58_000, 400),
            StageTimes(Stage.FRAME_TO_RESULT, 12_600_000, 18_400_000, 33_100_000, 400),
        ),
        framesPerSecond = 29.7,
        dropped = 3,
        thermal = Thermal.NOMINAL,
        throttled = false,
    )

    private val histogram = Histogram(
        3_900_000,
        8_100_000,
        listOf(4, 38, 91, 74, 45, 28, 17, 9, 5, 3, 2, 2, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1),
    )

    private val benchmark = BenchmarkRun.Done(
        load = 381_000_000,
        first = 19_300_000,
        warmups = 10,
        stages = figures.stages.dropLast(1).map { it.copy(n = 324) },
        histogram = histogram,
        thermal = Thermal.LIGHT,
    )

    fun live(check: Check = passed, why: Why? = null, thermal: Thermal = Thermal.NOMINAL) = UiState.Live(
        setup(check),
        details = null,
        answer = if (why == null || why == Why.MEASURING) answer else Withheld(why),
        figures = if (why == null) {
            Open(
                figures.copy(thermal = thermal, throttled = thermal > Thermal.LIGHT),
            )
        } else {
            Withheld(why)
        },
    )

    private fun side(delegate: DelegateChoice, nanos: Long?) = Side(
        delegate,
        if (nanos == null) Withheld(Why.WRONG) else answer,
        if (nanos == null) {
            Withheld(Why.WRONG)
        } else {
            Open(
                StageTimes(Stage.INFERENCE, nanos, nanos * 11 / 10, nanos * 2, 324),
            )
        },
    )

    private fun compare(gpu: Check, gpuNanos: Long?): UiState.Compare {
        val setup = setup(gpu).run {
            copy(
                delegates = delegates.map {
                    if (it.id == "cpu") it.copy(check = done(Verdict.PASS, "cpu", "", List(18) { 0.0 })) else it
                },
            )
        }
        val cpu = setup.delegates.last()
        return UiState.Compare(
            setup,
            null,
            Comparison("cpu", side(setup.delegate, gpuNanos), side(cpu, 9_700_000), running = false),
        )
    }

    /** The file name of its picture, and the state. */
    val all: Map<String, UiState> = linkedMapOf(
        "opening" to UiState.Opening,
        "live" to live(),
        "live-not-checked" to live(Check.NotRun, Why.NOT_CHECKED),
        "live-checking" to live(Check.Running(7, 18), Why.CHECKING),
        "live-measuring" to live(passed, Why.MEASURING),
        "live-drift" to live(drifted),
        "live-wrong" to live(wrong, Why.WRONG),
        "live-fell-back" to live().copy(setup = setup(chosen = "npu")),
        "live-throttled" to live(thermal = Thermal.MODERATE),
        "frozen" to UiState.Frozen(setup(), null, Scenery.pixels(96), answer, Open(figures)),
        "check-pass" to live().copy(details = setup().delegate),
        "check-wrong" to live(wrong, Why.WRONG).copy(details = setup(wrong).delegate),
        "benchmark-gated" to UiState.Benchmark(setup(wrong), null, BenchmarkRun.Idle(Why.WRONG)),
        "benchmark-idle" to UiState.Benchmark(setup(), null, BenchmarkRun.Idle(null)),
        "benchmark-running" to UiState.Benchmark(setup(), null, BenchmarkRun.Running(128, 324, warmingUp = false)),
        "benchmark-done" to UiState.Benchmark(setup(), null, benchmark),
        "compare-empty" to UiState.Compare(setup(), null, Comparison(null, null, null, running = false)),
        "compare-running" to UiState.Compare(setup(), null, Comparison("cpu", null, null, running = true)),
        "compare-done" to compare(passed, 4_210_000),
        "compare-wrong" to compare(wrong, null),
        "denied" to UiState.PermissionDenied(canAsk = true),
        "denied-for-good" to UiState.PermissionDenied(canAsk = false),
        "no-camera" to UiState.NoCamera,
        "too-hot" to UiState.TooHot,
        "delegate-failed" to UiState.DelegateFailed(setup(), "Cannot compile: no OpenCL library on this device."),
        "cpu-failed" to UiState.DelegateFailed(setup(chosen = "cpu"), "Cannot compile: the file is no model."),
        "bundle-refused" to UiState.BundleRefused(
            "tflite/mobilenet_v2-int8.tflite is not the file that SHA256SUMS lists: its sha256 differs.",
            "Copy the bundle again, whole.",
        ),
    )
}
