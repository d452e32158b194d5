package org.mobilekit.demo.core.contract

/**
 * Why a bundle or a device report is refused: the contract's `refusals.json` as a table. A test holds the two equal.
 *
 * @property key what programs compare.
 * @property sentence what people read; `{file}` and `{at}` are filled in.
 * @property remedy what they can do.
 */
enum class Reason(val key: String, val sentence: String, val remedy: String) {
    TOO_LARGE(
        "too_large",
        "{file} is larger than 4194304 bytes.",
        "Make the bundle again with `mobilekit convert`: a manifest is a few thousand bytes.",
    ),
    ENCODING(
        "encoding",
        "{file} is not UTF-8 without a byte order mark.",
        "Save it as plain UTF-8.",
    ),
    GRAMMAR(
        "grammar",
        "{file} is not JSON as RFC 8259 has it: see {at}.",
        "Correct it there, or make the bundle again with `mobilekit convert`.",
    ),
    DEPTH(
        "depth",
        "{file} is nested more than 32 levels deep.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    REPEATED_KEY(
        "repeated_key",
        "{file} has the key {at} twice in one object.",
        "Remove one of the two.",
    ),
    INTEGER_RANGE(
        "integer_range",
        "{file} has an integer beyond 2^53: {at}.",
        "Write a number that every reader holds exactly.",
    ),
    NUMBER_RANGE(
        "number_range",
        "{file} has a number that is not finite: {at}.",
        "Write a number that a double holds.",
    ),
    SURROGATE(
        "surrogate",
        "{file} has half a surrogate pair in a string: {at}.",
        "Write the character itself, or both halves.",
    ),
    VERSION(
        "version",
        "{file} has schema_version {at}, which this program does not know.",
        "Update this program, or make the bundle again with the `mobilekit` that belongs to it.",
    ),
    MISSING_KEY(
        "missing_key",
        "{file} lacks {at}.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    UNKNOWN_KEY(
        "unknown_key",
        "{file} has a key that schema_version 1 does not know: {at}.",
        "Remove it, or make the bundle again with `mobilekit convert`.",
    ),
    TYPE(
        "type",
        "{file} has the wrong type of value at {at}.",
        "See contract/README.md for the type, or make the bundle again with `mobilekit convert`.",
    ),
    VALUE(
        "value",
        "{file} has a value that is not allowed at {at}.",
        "See contract/README.md for what is, or make the bundle again with `mobilekit convert`.",
    ),
    PATH(
        "path",
        "{file} has a path that is not plain and inside the bundle at {at}.",
        "Use only letters, digits and ._+- with / between, no part beginning with a dot.",
    ),
    LABEL_COUNT(
        "label_count",
        "{file} names a number of labels at {at} that differs from the number of outputs.",
        "Make the bundle again with a labels file that has one line for each output.",
    ),
    SHAPE(
        "shape",
        "{file} has a size at {at} that differs from the model's resolution.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    REPEATED_NAME(
        "repeated_name",
        "{file} uses a variant or path twice: {at}.",
        "Give each its own.",
    ),
    CLASS_INDEX(
        "class_index",
        "{file} names a class at {at} that the model does not have.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    STEPS(
        "steps",
        "{file} has app_steps at {at} that are out of order or do not fit the input tensor.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    QUANTISATION(
        "quantisation",
        "{file} has a scale without a zero point, or the reverse, at {at}.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    FILE_MISSING(
        "file_missing",
        "{at} is listed in {file} but is not in the bundle.",
        "Copy the bundle again, whole.",
    ),
    FILE_UNLISTED(
        "file_unlisted",
        "{at} is in the bundle but is not listed in {file}.",
        "Remove it, or copy the bundle again.",
    ),
    FILE_CHANGED(
        "file_changed",
        "{at} is not the file that {file} lists: its sha256 differs.",
        "Copy the bundle again, whole.",
    ),
    SUMS(
        "sums",
        "{file} is not a list of sha256 sums: see {at}.",
        "Copy the bundle again, whole.",
    ),
    LABELS(
        "labels",
        "{file} is not UTF-8 with one label a line and a line feed after each: see {at}.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    PICTURE(
        "picture",
        "{file} is not a binary PPM picture (P6, 8 bit).",
        "Copy the bundle again, whole.",
    ),
    REFERENCE(
        "reference",
        "{file} does not hold one float32 for each golden image and class.",
        "Copy the bundle again, whole.",
    ),
    MODEL(
        "model",
        "{file} is not a TFLite model that can be run safely: see {at}.",
        "Make the bundle again with `mobilekit convert`.",
    ),
    REPORT_BUNDLE(
        "report_bundle",
        "{file} is about another bundle than this one: {at}.",
        "Run the self-check on this bundle, or validate the bundle that the report is about.",
    ),
    REPORT_MODEL(
        "report_model",
        "{file} names another model than the bundle's manifest: {at}.",
        "Run the self-check on this bundle, or validate the bundle that the report is about.",
    ),
    REPORT_RUNG(
        "report_rung",
        "{file} names a variant or delegate that the manifest does not offer at {at}.",
        "Run the self-check on this bundle, and send the report as the app exported it.",
    ),
    REPORT_REPEATED(
        "report_repeated",
        "{file} has the same variant and delegate twice: {at}.",
        "Export the report again from the app, and send it as it is.",
    ),
    REPORT_TOLERANCE(
        "report_tolerance",
        "{file} has a tolerance that is not the manifest's at {at}.",
        "Run the self-check on this bundle, and send the report as the app exported it.",
    ),
    REPORT_IMAGES(
        "report_images",
        "{file} does not have each golden image of the manifest once and in its order at {at}.",
        "Run the self-check on this bundle, and send the report as the app exported it.",
    ),
    REPORT_VERDICT(
        "report_verdict",
        "{file} has a verdict that does not follow from its own figures at {at}.",
        "Export the report again from a current app, and send it as it is.",
    ),
    REPORT_REASON(
        "report_reason",
        "{file} gives a reason for PASS, or none for another verdict, at {at}.",
        "Export the report again from a current app, and send it as it is.",
    ),
    REPORT_LATENCY(
        "report_latency",
        "{file} has a latency for wrong answers at {at}.",
        "Export the report again from a current app: what answers wrongly is not timed.",
    ),
    REPORT_PROTOCOL(
        "report_protocol",
        "{file} has a latency that breaks the protocol at {at}.",
        "Measure again after 10 warm-ups, at least 100 times, with percentiles by nearest rank.",
    ),
}
