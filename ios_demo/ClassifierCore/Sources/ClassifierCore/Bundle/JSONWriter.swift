extension JSON {
    /// An object of `pairs`, in their order.
    static func make(_ pairs: [(String, JSON)]) -> JSON { .object(pairs.map { Member(ByteText($0), $1) }) }

    /// Text.
    static func make(_ string: String) -> JSON { .text(ByteText(string)) }
}

/// A value as the text that the contract's readers take.
///
/// Foundation's JSONEncoder writes the double 1.0 as `1`, and no bound on what a reader must hold.
enum JSONWriter {
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        // The shortest digits that read back as the same double (SE-0101's description).
        case .double(let number): number.isFinite ? "\(number)" : "\(SelfCheck.notANumber)"
        case .text(let text): quoted(text.string)
        case .list(let items): "[" + items.map(text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(quoted($0.key.string)): \(text($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}":
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
