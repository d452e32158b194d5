/// Why a bundle is refused: the reason that programs compare, and the sentence and remedy that people read.
///
/// The table is the contract's `refusals.json`; a test holds the two together.
public struct Refusal: Error, Equatable, Sendable {
    /// A key of the contract's table.
    public let reason: Reason
    /// Name of the file at fault, as the sentence calls it.
    public let file: String
    /// Where in it: a path such as `$.artifacts[0].path`, a byte, a line.
    public let place: String

    /// A refusal of `file`.
    public init(_ reason: Reason, file: String, at place: String = "") {
        self.reason = reason
        self.file = file
        self.place = place
    }

    /// What is wrong.
    public var sentence: String { Self.filled(Self.table[reason]?.sentence ?? "", file, place) }

    /// What to do.
    public var remedy: String { Self.table[reason]?.remedy ?? "" }

    /// Every reason, spelt as in the contract.
    public enum Reason: String, CaseIterable, Sendable {
        case tooLarge = "too_large"
        case encoding, grammar, depth
        case repeatedKey = "repeated_key"
        case integerRange = "integer_range"
        case numberRange = "number_range"
        case surrogate, version
        case missingKey = "missing_key"
        case unknownKey = "unknown_key"
        case type, value, path
        case labelCount = "label_count"
        case shape
        case repeatedName = "repeated_name"
        case classIndex = "class_index"
        case steps, quantisation
        case fileMissing = "file_missing"
        case fileUnlisted = "file_unlisted"
        case fileChanged = "file_changed"
        case sums, labels, picture, reference
    }

    /// One pass from left to right, so that a file named `{at}` fills nothing twice.
    private static func filled(_ template: String, _ file: String, _ place: String) -> String {
        var result = ""
        var rest = template[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if rest.hasPrefix("{file}") {
                result += file
                rest = rest.dropFirst(6)
            } else if rest.hasPrefix("{at}") {
                result += place
                rest = rest.dropFirst(4)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
