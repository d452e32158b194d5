/// A JSON value and its place in the file, read with the exact types of the schema.
struct Node {
    let value: JSON
    let place: String
    let file: String

    /// The members of an object with exactly the keys `keys`.
    func object(_ keys: [String]) throws(Refusal) -> Members {
        guard case .object(let members) = value else { throw refusal(.type) }
        let known = keys.map { ByteText($0) }
        for member in members where !known.contains(member.key) {
            throw Refusal(.unknownKey, file: file, at: "\(place).\(member.key)")
        }
        for key in known where !members.contains(where: { $0.key == key }) {
            throw Refusal(.missingKey, file: file, at: "\(place).\(key)")
        }
        return Members(values: members, place: place, file: file)
    }

    /// An object with keys of the file's own choice, at most `limit`.
    func freeObject(limit: Int) throws(Refusal) -> [(key: ByteText, node: Node)] {
        guard case .object(let members) = value else { throw refusal(.type) }
        guard members.count <= limit else { throw refusal(.value) }
        return members.map { ($0.key, Node(value: $0.value, place: "\(place).\($0.key)", file: file)) }
    }

    func list(_ bounds: ClosedRange<Int>) throws(Refusal) -> [Node] {
        guard case .list(let items) = value else { throw refusal(.type) }
        guard bounds.contains(items.count) else { throw refusal(.value) }
        return items.enumerated().map { Node(value: $1, place: "\(place)[\($0)]", file: file) }
    }

    func integer(_ bounds: ClosedRange<Int>) throws(Refusal) -> Int {
        guard case .integer(let number) = value else { throw refusal(.type) }
        guard bounds.contains(number) else { throw refusal(.value) }
        return number
    }

    func number(_ bounds: ClosedRange<Double>) throws(Refusal) -> Double {
        let number =
            switch value {
            case .integer(let whole): Double(whole)
            case .double(let real): real
            default: throw refusal(.type)
            }
        guard bounds.contains(number) else { throw refusal(.value) }
        return number
    }

    func text() throws(Refusal) -> String {
        guard case .text(let text) = value else { throw refusal(.type) }
        return text.string
    }

    /// Text that is not empty.
    func word() throws(Refusal) -> String {
        let text = try self.text()
        guard !text.isEmpty else { throw refusal(.value) }
        return text
    }

    func choice<Choice: RawRepresentable>(_: Choice.Type) throws(Refusal) -> Choice where Choice.RawValue == String {
        guard case .text(let text) = value else { throw refusal(.type) }
        guard let choice = Choice(rawValue: text.string), choice.rawValue.utf8.elementsEqual(text.bytes) else {
            throw refusal(.value)
        }
        return choice
    }

    /// 64 lowercase hexadecimal digits.
    func sha256() throws(Refusal) -> String {
        guard case .text(let text) = value else { throw refusal(.type) }
        guard text.bytes.count == 64, text.bytes.allSatisfy(Self.isLowerHexadecimal) else { throw refusal(.value) }
        return text.string
    }

    /// A plain path that cannot leave the bundle.
    func path() throws(Refusal) -> String {
        guard case .text(let text) = value else { throw refusal(.type) }
        guard Self.isPlainPath(text.bytes) else { throw refusal(.path) }
        return text.string
    }

    /// `nil` for JSON's null.
    func orNull() -> Node? { value == .null ? nil : self }

    func refusal(_ reason: Refusal.Reason) -> Refusal { Refusal(reason, file: file, at: place) }

    static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }

    /// Parts of ASCII letters, digits and `._+-`, none empty or beginning with a dot, 255 bytes in all.
    static func isPlainPath(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return bytes.count <= 255
            && parts.allSatisfy { part in
                part.first.map { $0 != UInt8(ascii: ".") } == true && part.allSatisfy(isPlain)
            }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

/// The members of an object whose keys are known to be the right ones.
struct Members {
    let values: [JSON.Member]
    let place: String
    let file: String

    subscript(_ key: String) -> Node {
        let wanted = ByteText(key)
        let value = values.first { $0.key == wanted }?.value ?? .null
        return Node(value: value, place: "\(place).\(key)", file: file)
    }
}
