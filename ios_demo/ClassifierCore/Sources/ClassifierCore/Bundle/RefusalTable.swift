extension Refusal {
    /// Reason -> sentence with `{file}` and `{at}`, and remedy: the contract's `refusals.json`, word for word.
    static let table: [Reason: (sentence: String, remedy: String)] = [
        .tooLarge: (
            "{file} is larger than 4194304 bytes.",
            "Make the bundle again with `mobilekit convert`: a manifest is a few thousand bytes."
        ),
        .encoding: (
            "{file} is not UTF-8 without a byte order mark.",
            "Save it as plain UTF-8."
        ),
        .grammar: (
            "{file} is not JSON as RFC 8259 has it: see {at}.",
            "Correct it there, or make the bundle again with `mobilekit convert`."
        ),
        .depth: (
            "{file} is nested more than 32 levels deep.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .repeatedKey: (
            "{file} has the key {at} twice in one object.",
            "Remove one of the two."
        ),
        .integerRange: (
            "{file} has an integer beyond 2^53: {at}.",
            "Write a number that every reader holds exactly."
        ),
        .numberRange: (
            "{file} has a number that is not finite: {at}.",
            "Write a number that a double holds."
        ),
        .surrogate: (
            "{file} has half a surrogate pair in a string: {at}.",
            "Write the character itself, or both halves."
        ),
        .version: (
            "{file} has schema_version {at}, which this program does not know.",
            "Update this program, or make the bundle again with the `mobilekit` that belongs to it."
        ),
        .missingKey: (
            "{file} lacks {at}.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .unknownKey: (
            "{file} has a key that schema_version 1 does not know: {at}.",
            "Remove it, or make the bundle again with `mobilekit convert`."
        ),
        .type: (
            "{file} has the wrong type of value at {at}.",
            "See contract/README.md for the type, or make the bundle again with `mobilekit convert`."
        ),
        .value: (
            "{file} has a value that is not allowed at {at}.",
            "See contract/README.md for what is, or make the bundle again with `mobilekit convert`."
        ),
        .path: (
            "{file} has a path that is not plain and inside the bundle at {at}.",
            "Use only letters, digits and ._+- with / between, no part beginning with a dot."
        ),
        .labelCount: (
            "{file} names a number of labels at {at} that differs from the number of outputs.",
            "Make the bundle again with a labels file that has one line for each output."
        ),
        .shape: (
            "{file} has a size at {at} that differs from the model's resolution.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .repeatedName: (
            "{file} uses a variant or path twice: {at}.",
            "Give each its own."
        ),
        .classIndex: (
            "{file} names a class at {at} that the model does not have.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .steps: (
            "{file} has app_steps at {at} that are out of order or do not fit the input tensor.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .quantisation: (
            "{file} has a scale without a zero point, or the reverse, at {at}.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .fileMissing: (
            "{at} is listed in {file} but is not in the bundle.",
            "Copy the bundle again, whole."
        ),
        .fileUnlisted: (
            "{at} is in the bundle but is not listed in {file}.",
            "Remove it, or copy the bundle again."
        ),
        .fileChanged: (
            "{at} is not the file that {file} lists: its sha256 differs.",
            "Copy the bundle again, whole."
        ),
        .sums: (
            "{file} is not a list of sha256 sums: see {at}.",
            "Copy the bundle again, whole."
        ),
        .labels: (
            "{file} is not UTF-8 with one label a line and a line feed after each: see {at}.",
            "Make the bundle again with `mobilekit convert`."
        ),
        .picture: (
            "{file} is not a binary PPM picture (P6, 8 bit).",
            "Copy the bundle again, whole."
        ),
        .reference: (
            "{file} does not hold one float32 for each golden image and class.",
            "Copy the bundle again, whole."
        ),
    ]
}
