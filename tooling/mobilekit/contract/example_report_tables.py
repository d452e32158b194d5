"""Device reports that the reader takes, and those it refuses with the one reason for each."""

from __future__ import annotations

from mobilekit.contract.example_edits import REMOVED, encode
from mobilekit.contract.example_report import CPU, GPU, INT8, NEURAL, edited, example_latency, example_report

PLAIN = encode(example_report())
FIRST, SECOND = f"{GPU}/images/0", f"{GPU}/images/1"
IMAGES = example_report()["results"][0]["images"]
WORDS = "1 of 2 answers differ from the reference's."

VALID_REPORTS: dict[str, bytes] = {
    "plain": PLAIN,
    "one_result": edited(("results", example_report()["results"][:1])),
    "results_in_another_order": edited(("results", example_report()["results"][::-1])),
    "tolerance_to_the_last_digit": edited((f"{SECOND}/max_abs_difference", 0.02)),
    "tolerance_as_integer_of_the_same_value": edited((f"{FIRST}/max_abs_difference", 0)),
    "drift": edited(
        (f"{SECOND}/max_abs_difference", 0.020000000000000004), (f"{GPU}/verdict", "DRIFT"), (f"{GPU}/reason", "Far.")
    ),
    "drift_timed": edited((f"{INT8}/latency", example_latency())),
    "wrong": edited((f"{FIRST}/top1", 1), (f"{GPU}/verdict", "WRONG"), (f"{GPU}/reason", WORDS)),
    "wrong_within_tolerance_and_far": edited(
        (f"{FIRST}/top1", 1),
        (f"{FIRST}/max_abs_difference", 1e30),
        (f"{GPU}/verdict", "WRONG"),
        (f"{GPU}/reason", WORDS),
    ),
    "fell_back_not_timed": edited((f"{NEURAL}/latency", None)),
    "fell_back_with_wrong_answers": edited((f"{NEURAL}/images/0/top1", 0), (f"{NEURAL}/latency", None)),
    "fell_back_in_parts": edited((f"{NEURAL}/ran_on", "cpuAndNeuralEngine+cpuOnly")),
    "percentiles_equal": edited((f"{CPU}/latency/inference", {"p50_ns": 0, "p90_ns": 0, "p99_ns": 0, "n": 100})),
    "manufacturer_unknown": edited(("device/manufacturer", "")),
}

BAD_REPORTS: dict[str, tuple[str, bytes]] = {
    "cut_off": ("grammar", PLAIN[:-3]),
    "key_twice": ("repeated_key", PLAIN.replace(b'"model"', b'"bundle"', 1)),
    "difference_infinite": ("number_range", PLAIN.replace(b"0.0125", b"1e999", 1)),
    "version_2": ("version", edited(("schema_version", 2))),
    "version_2_of_another_shape": ("version", b'{"schema_version": 2, "phones": []}'),
    "version_true": ("type", edited(("schema_version", True))),
    "version_missing": ("missing_key", edited(("schema_version", REMOVED))),
    "top_is_list": ("type", b"[{}]"),
    "key_missing_in_latency": ("missing_key", edited((f"{CPU}/latency/thermal", REMOVED))),
    "key_unknown_in_result": ("unknown_key", edited((f"{GPU}/comment", "fast"))),
    "stage_null": ("type", edited((f"{CPU}/latency/inference", None))),
    "nanoseconds_with_point": ("type", PLAIN.replace(b'"p50_ns": 4000000', b'"p50_ns": 4000000.0', 1)),
    "low_power_as_integer": ("type", edited((f"{CPU}/latency/low_power", 0))),
    "verdict_unknown": ("value", edited((f"{GPU}/verdict", "FAIL"))),
    "verdict_lower_case": ("value", edited((f"{GPU}/verdict", "pass"))),
    "platform_unknown": ("value", edited(("device/platform", "Android"))),
    "thermal_in_apple_words": ("value", edited((f"{CPU}/latency/thermal", "serious"))),
    "difference_negative": ("value", edited((f"{FIRST}/max_abs_difference", -0.001))),
    "results_empty": ("value", edited(("results", []))),
    "bundle_upper_case": ("value", edited(("bundle", "AB" * 32))),
    "image_outside_the_bundle": ("path", edited((f"{FIRST}/path", "../scene.ppm"))),
    "bundle_of_another": ("report_bundle", edited(("bundle", "ac" * 32))),
    "model_of_another": ("report_model", edited(("model", "example_0.35_96"))),
    "variant_not_offered": ("report_rung", edited((f"{INT8}/variant", "tflite-int4"))),
    "delegate_not_offered": ("report_rung", edited((f"{GPU}/delegate", "npu"), (f"{GPU}/ran_on", "npu"))),
    "delegate_of_another_variant": ("report_rung", edited((f"{INT8}/delegate", "gpu"), (f"{INT8}/ran_on", "gpu"))),
    "result_twice": ("report_repeated", edited(("results", example_report()["results"][:1] * 2))),
    "tolerance_widened": ("report_tolerance", edited((f"{GPU}/tolerance", 0.03))),
    "tolerance_of_what_ran": ("report_tolerance", edited((f"{NEURAL}/tolerance", 0.01))),
    "image_left_out": ("report_images", edited((SECOND, REMOVED))),
    "image_unknown": ("report_images", edited((f"{SECOND}/path", "golden/other.ppm"))),
    "images_in_another_order": ("report_images", edited((f"{GPU}/images", IMAGES[::-1]))),
    "image_twice": ("report_images", edited((f"{GPU}/images", IMAGES[:1] * 2))),
    "class_beyond_the_last": (
        "class_index",
        edited((f"{FIRST}/top1", 3), (f"{GPU}/verdict", "WRONG"), (f"{GPU}/reason", WORDS)),
    ),
    "pass_with_a_wrong_answer": ("report_verdict", edited((f"{FIRST}/top1", 1))),
    "pass_outside_the_tolerance": ("report_verdict", edited((f"{SECOND}/max_abs_difference", 0.020000000000000004))),
    "drift_within_the_tolerance": ("report_verdict", edited((f"{GPU}/verdict", "DRIFT"), (f"{GPU}/reason", "Far."))),
    "drift_with_a_wrong_answer": ("report_verdict", edited((f"{INT8}/images/0/top1", 0))),
    "wrong_without_a_wrong_answer": ("report_verdict", edited((f"{GPU}/verdict", "WRONG"), (f"{GPU}/reason", WORDS))),
    "pass_of_another_delegate": ("report_verdict", edited((f"{GPU}/ran_on", "cpu"))),
    "fell_back_to_itself": ("report_verdict", edited((f"{NEURAL}/ran_on", "cpuAndNeuralEngine"))),
    "reason_for_pass": ("report_reason", edited((f"{GPU}/reason", "All is well."))),
    "no_reason_for_drift": ("report_reason", edited((f"{INT8}/reason", ""))),
    "no_reason_for_fell_back": ("report_reason", edited((f"{NEURAL}/reason", ""))),
    "wrong_but_timed": (
        "report_latency",
        edited((f"{CPU}/images/0/top1", 1), (f"{CPU}/verdict", "WRONG"), (f"{CPU}/reason", WORDS)),
    ),
    "fell_back_with_wrong_answers_but_timed": ("report_latency", edited((f"{NEURAL}/images/0/top1", 0))),
    "warmups_too_few": ("report_protocol", edited((f"{CPU}/latency/warmups", 9))),
    "runs_too_few": ("report_protocol", edited((f"{CPU}/latency/inference/n", 99))),
    "frames_too_few": ("report_protocol", edited((f"{CPU}/latency/frame_to_result/n", 99))),
    "percentiles_out_of_order": ("report_protocol", edited((f"{CPU}/latency/inference/p50_ns", 5000001))),
    "highest_percentile_too_low": ("report_protocol", edited((f"{CPU}/latency/postprocess/p99_ns", 24999))),
}
