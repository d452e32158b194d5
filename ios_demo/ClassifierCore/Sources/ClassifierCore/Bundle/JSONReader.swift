/// Recursive descent over bytes that are known to be UTF-8.
struct JSONReader {
    let bytes: [UInt8]
    let file: String
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func document() throws(Refusal) -> JSON {
        skipSpace()
        let value = try self.value()
        skipSpace()
        guard position == bytes.count else { throw grammar() }
        return value
    }

    private mutating func value() throws(Refusal) -> JSON {
        switch peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(Refusal) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        var seen: Set<ByteText> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return leave(.object([])) }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw grammar() }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw grammar() }
            skipSpace()
            let value = try self.value()
            guard seen.insert(key).inserted else { throw Refusal(.repeatedKey, file: file, at: "\"\(key)\"") }
            members.append(JSON.Member(key, value))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw grammar() }
        return leave(.object(members))
    }

    private mutating func list() throws(Refusal) -> JSON {
        try enter()
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return leave(.list([])) }
        repeat {
            skipSpace()
            items.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw grammar() }
        return leave(.list(items))
    }

    private mutating func string() throws(Refusal) -> ByteText {
        position += 1
        var content: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = ByteText(content) else { throw Refusal(.encoding, file: file) }
                return text
            case UInt8(ascii: "\\"):
                content += try escape()
            case 0..<0x20:
                position -= 1
                throw grammar()
            default:
                content.append(byte)
            }
        }
        throw grammar()
    }

    private mutating func escape() throws(Refusal) -> [UInt8] {
        guard let byte = peek() else { throw grammar() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try scalar()
        default:
            position -= 1
            throw grammar()
        }
    }

    /// After `\u`: four digits, or two halves of a surrogate pair.
    private mutating func scalar() throws(Refusal) -> [UInt8] {
        let start = position - 2
        var code = try hexadecimal()
        if 0xD800...0xDBFF ~= code, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
            position += 2
            let low = try hexadecimal()
            guard 0xDC00...0xDFFF ~= low else { throw surrogate(start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw surrogate(start) }
        return Array(String(scalar).utf8)
    }

    private mutating func hexadecimal() throws(Refusal) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Self.hexadecimalDigit(byte) else { throw grammar() }
            code = code << 4 | digit
            position += 1
        }
        return code
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private mutating func number() throws(Refusal) -> JSON {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var whole = true
        if take(UInt8(ascii: ".")) {
            whole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            whole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole {
            guard let value = Int(text), value.magnitude <= JSON.maxInteger.magnitude else {
                throw Refusal(.integerRange, file: file, at: String(text.prefix(40)))
            }
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            throw Refusal(.numberRange, file: file, at: String(text.prefix(40)))
        }
        return .double(value)
    }

    private mutating func digits() throws(Refusal) {
        let start = position
        while let byte = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw grammar() }
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(Refusal) -> JSON {
        for offset in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[offset]) else { throw grammar() }
        }
        return value
    }

    private mutating func enter() throws(Refusal) {
        position += 1
        depth += 1
        guard depth <= JSON.maxDepth else { throw Refusal(.depth, file: file) }
    }

    private mutating func leave(_ value: JSON) -> JSON {
        depth -= 1
        return value
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private func grammar() -> Refusal { Refusal(.grammar, file: file, at: "byte \(position)") }

    private func surrogate(_ start: Int) -> Refusal {
        Refusal(.surrogate, file: file, at: String(decoding: bytes[start..<start + 6], as: UTF8.self))
    }
}
