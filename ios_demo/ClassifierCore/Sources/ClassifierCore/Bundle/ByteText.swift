/// Text that compares by its UTF-8 bytes.
///
/// `String`'s `==` is canonical equivalence: "é" as one scalar or as two are equal there, and two different keys or
/// labels in the contract.
public struct ByteText: Hashable, Sendable, CustomStringConvertible {
    /// The UTF-8 bytes.
    public let bytes: [UInt8]
    /// The same as a string, to show.
    public let string: String

    /// The bytes of `string`.
    public init(_ string: String) {
        self.string = string
        self.bytes = Array(string.utf8)
    }

    /// `nil` where the bytes are not UTF-8.
    public init?(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard let string = String(validating: bytes, as: UTF8.self) else { return nil }
        self.bytes = bytes
        self.string = string
    }

    public static func == (one: ByteText, other: ByteText) -> Bool { one.bytes == other.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    public var description: String { string }
}
