/// `SHA256SUMS`: coreutils' format, sorted by the paths' bytes, each path once.
struct SumsFile {
    static let fileName = "SHA256SUMS"
    /// What `validate` writes into a bundle; covered by nothing.
    static let reportFolder = "report"

    /// In the order of the file.
    let lines: [(path: ByteText, sha256: String)]
    private let text: [UInt8]

    init(reading bytes: [UInt8]) throws(Refusal) {
        var lines: [(path: ByteText, sha256: String)] = []
        var parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let last = parts.popLast() ?? []
        for (index, part) in parts.enumerated() {
            guard part.count > 66, part.prefix(64).allSatisfy(Node.isLowerHexadecimal),
                part.dropFirst(64).prefix(2).elementsEqual([0x20, 0x20]), let path = ByteText(part.dropFirst(66))
            else { throw Refusal(.sums, file: Self.fileName, at: "line \(index + 1)") }
            lines.append((path, String(decoding: part.prefix(64), as: UTF8.self)))
        }
        let sorted = zip(lines, lines.dropFirst()).allSatisfy {
            $0.path.bytes.lexicographicallyPrecedes($1.path.bytes)
        }
        guard last.isEmpty, sorted else { throw Refusal(.sums, file: Self.fileName, at: "the order of its lines") }
        self.lines = lines
        text = bytes
    }

    /// Of a file: its line's; of a folder: of its files' lines, line feeds included. `nil` where nothing is listed.
    func sha256(of path: String) -> String? {
        if let line = lines.first(where: { $0.path == ByteText(path) }) { return line.sha256 }
        let inside = Array((path + "/").utf8)
        let chosen = lines.filter { $0.path.bytes.starts(with: inside) }
        guard !chosen.isEmpty else { return nil }
        return SHA256Sum.of(chosen.flatMap { Array("\($0.sha256)  ".utf8) + $0.path.bytes + [0x0A] })
    }

    /// The bundle's identity.
    var identity: String { SHA256Sum.of(text) }
}
