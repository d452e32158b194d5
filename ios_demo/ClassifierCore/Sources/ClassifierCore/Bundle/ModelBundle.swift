import Foundation

/// A bundle whose every byte was found to be the one its maker listed.
public struct ModelBundle: Sendable {
    /// Its folder.
    public let root: URL
    /// sha256 of SHA256SUMS: what device reports carry.
    public let identity: String
    /// What it holds.
    public let manifest: Manifest
    /// In output order.
    public let labels: [String]
    /// In the manifest's order.
    public let golden: [GoldenCase]

    /// Opens the folder `root` and checks all of it: hashes both ways, manifest, labels, golden pictures.
    ///
    /// - Throws: `Refusal` for a bundle that no reader takes; Foundation's errors for a disk that cannot be read.
    public init(at root: URL) throws {
        guard FileManager.default.fileExists(atPath: root.appending(path: SumsFile.fileName).path) else {
            throw Refusal(.sums, file: SumsFile.fileName, at: "the folder, which lacks it")
        }
        let sums = try SumsFile(reading: try Self.bytes(root, SumsFile.fileName))
        try Self.check(sums, root)
        let manifest = try Manifest(reading: try Self.bytes(root, Manifest.fileName))
        try Self.check(manifest, sums)
        self.root = root
        self.manifest = manifest
        identity = sums.identity
        labels = try LabelsFile.read(try Self.bytes(root, manifest.labels.path), file: manifest.labels.path)
        guard labels.count == manifest.model.classes else {
            throw Refusal(.labelCount, file: manifest.labels.path, at: "line \(labels.count)")
        }
        golden = try GoldenCase.read(manifest, bytes: { try Self.bytes(root, $0) })
    }

    /// Where an artifact's file or package is.
    public func url(of artifact: Manifest.Artifact) -> URL { root.appending(path: artifact.path) }

    static func bytes(_ root: URL, _ path: String) throws -> [UInt8] {
        let url = root.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw Refusal(.fileMissing, file: SumsFile.fileName, at: path)
        }
        return Array(try Data(contentsOf: url))
    }

    /// Every file that is there is listed, and every file that is listed is there with that hash.
    private static func check(_ sums: SumsFile, _ root: URL) throws {
        let present = try files(below: root)
        let listed = Set(sums.lines.map(\.path))
        let extra = present.map(\.path).filter { !listed.contains($0) }
        if let first = extra.min(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            throw Refusal(.fileUnlisted, file: SumsFile.fileName, at: first.string)
        }
        // A link may lead anywhere: what it leads to is not in the bundle.
        let there = Set(present.filter { !$0.isLink }.map(\.path))
        for line in sums.lines {
            guard there.contains(line.path) else {
                throw Refusal(.fileMissing, file: SumsFile.fileName, at: line.path.string)
            }
            guard try SHA256Sum.of(fileAt: root.appending(path: line.path.string)) == line.sha256 else {
                throw Refusal(.fileChanged, file: SumsFile.fileName, at: line.path.string)
            }
        }
    }

    /// The hashes that the manifest repeats.
    private static func check(_ manifest: Manifest, _ sums: SumsFile) throws(Refusal) {
        let stated =
            [
                (manifest.labels.path, manifest.labels.sha256),
                (manifest.golden.referencePath, manifest.golden.referenceSHA256),
            ]
            + manifest.artifacts.map { ($0.path, $0.sha256) }
        for (path, sha256) in stated {
            guard let found = sums.sha256(of: path) else {
                throw Refusal(.fileMissing, file: SumsFile.fileName, at: path)
            }
            guard found == sha256 else { throw Refusal(.fileChanged, file: Manifest.fileName, at: path) }
        }
    }

    /// All files and links, relative; the sums themselves and the report apart.
    private static func files(below root: URL, _ prefix: String = "") throws -> [(path: ByteText, isLink: Bool)] {
        let keys: Set<URLResourceKey> = [.isDirectoryKey, .isSymbolicLinkKey]
        var found: [(path: ByteText, isLink: Bool)] = []
        for url in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: Array(keys)) {
            let path = prefix + url.lastPathComponent
            let values = try url.resourceValues(forKeys: keys)
            if path == SumsFile.fileName || path == SumsFile.reportFolder { continue }
            let isLink = values.isSymbolicLink == true
            found +=
                values.isDirectory == true && !isLink
                ? try files(below: url, path + "/") : [(ByteText(path), isLink)]
        }
        return found
    }
}

/// The labels file: one label and one line feed for each output, split on bytes.
enum LabelsFile {
    static func read(_ bytes: [UInt8], file: String) throws(Refusal) -> [String] {
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard !marked, String(validating: bytes, as: UTF8.self) != nil else {
            throw Refusal(.labels, file: file, at: "its encoding")
        }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, !lines.isEmpty else {
            throw Refusal(.labels, file: file, at: "its end")
        }
        var labels: [String] = []
        for (index, line) in lines.enumerated() {
            guard let label = ByteText(line), !label.string.allSatisfy(\.isWhitespace) else {
                throw Refusal(.labels, file: file, at: "line \(index + 1)")
            }
            labels.append(label.string)
        }
        return labels
    }
}
