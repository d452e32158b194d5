/// A value of the contract's JSON: RFC 8259 with the limits of the contract's README, integers apart from doubles.
public enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case text(ByteText)
    case list([JSON])
    /// In the order of the file; no key twice.
    case object([Member])

    /// One key of an object and its value.
    public struct Member: Equatable, Sendable {
        /// Compared by bytes.
        public let key: ByteText
        /// Of any kind.
        public let value: JSON

        /// A member.
        public init(_ key: ByteText, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// Largest file, bytes.
    public static let maxBytes = 4 * 1024 * 1024
    /// Most objects and lists inside one another.
    public static let maxDepth = 32
    /// Largest magnitude of an integer: beyond it a double skips integers (IEEE 754 binary64).
    public static let maxInteger = 9_007_199_254_740_992

    /// Reads `bytes`; `file` is what a refusal calls them.
    public static func read(_ bytes: [UInt8], file: String) throws(Refusal) -> JSON {
        guard bytes.count <= maxBytes else { throw Refusal(.tooLarge, file: file) }
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard !marked, String(validating: bytes, as: UTF8.self) != nil else { throw Refusal(.encoding, file: file) }
        var reader = JSONReader(bytes: bytes, file: file)
        return try reader.document()
    }
}
