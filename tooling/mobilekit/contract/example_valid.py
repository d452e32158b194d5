"""Manifests that every reader takes: what each changes in ``example_manifest``."""

from __future__ import annotations

import json

from mobilekit.contract.example_edits import FLOAT, INT8, PLAIN, author, crop, edit, one_class, parameters, replace
from mobilekit.contract.example_manifest import example_manifest

VALID: dict[str, bytes] = {
    "plain": PLAIN,
    "minified": json.dumps(example_manifest(), ensure_ascii=False, separators=(",", ":")).encode(),
    "ascii_escapes": json.dumps(example_manifest()).encode(),
    "keys_sorted": json.dumps(example_manifest(), sort_keys=True, indent=4).encode(),
    "crlf_and_tabs": PLAIN.replace(b"\n", b"\r\n\t"),
    "spaces_around": b" \r\n\t" + PLAIN + b" \n",
    "escapes": author(rb'"\"\\\/\b\f\n\r\t\u00e9"'),
    "surrogate_pair": author(rb'"\ud83d\ude00"'),
    "surrogate_pair_upper_case": author(rb'"\uD83D\uDE00"'),
    "astral_character": author('"😀"'.encode()),
    "null_character_escaped": author(rb'"a\u0000b"'),
    "delete_and_bom_inside_string": author('"\u007f\ufeff\uffff"'.encode()),
    "line_separators": author('"\u2028\u2029"'.encode()),
    "brackets_in_string": author(b'"' + b"[{" * 40 + b'\\"]}"'),
    "key_escaped": replace(b'"author"', rb'"\u0061uthor"'),
    "keys_canonically_equivalent": replace(b'"mobilekit"', '"é": "1",\n  "e\u0301": "2",\n  "mobilekit"'.encode()),
    "integer_2_53": parameters(b"9007199254740992"),
    "integer_zero": parameters(b"0"),
    "integer_minus_zero": parameters(b"-0"),
    "number_as_integer": crop(b"1"),
    "number_with_exponent": crop(b"875E-3"),
    "number_with_plus_exponent": crop(b"0.0875e+1"),
    "number_many_digits": crop(b"0.8750000000000000000000000000000000000000000000001"),
    "number_underflows": replace(b'"tolerance": 0.02', b'"tolerance": 1e-999'),
    "number_minus_zero": replace(b'"mean": [\n   127.5', b'"mean": [\n   -0.0'),
    "number_beyond_2_53_with_point": replace(
        b'"max_abs_difference": 1.2e-06', b'"max_abs_difference": 9007199254740994.0'
    ),
    "activation_logits": edit("model/activation", "logits"),
    "sigmoid_one_class": one_class("sigmoid"),
    "order_bgr": edit("preprocessing/color_order", "BGR"),
    "width_multiplier_null": edit("model/width_multiplier", None),
    "calibration_null": edit("calibration", None),
    "options_of_each_type": edit(f"{FLOAT}/delegates/0/options", {"a": "b", "c": 1, "d": 0.5, "e": False, "f": None}),
    "maps_empty": edit(f"{FLOAT}/minimum", {}),
    "normalised_in_the_file": edit(f"{FLOAT}/app_steps", ["rotate", "crop", "resize"]),
    "quantised_without_normalise": edit(f"{INT8}/app_steps", ["rotate", "crop", "resize", "quantise"]),
    "int8_input": edit(f"{INT8}/inputs/0/dtype", "int8"),
    "path_with_dots_and_plus": edit(f"{FLOAT}/path", "a+b/c_d-1.0..tflite"),
    "words_empty_where_allowed": edit("model/description", ""),
}
