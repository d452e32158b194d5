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
        let sums = try SumsFile(reading: try Self.bytes(root, SumsFile.fileName))
        try Self.check(sums, root)
        let manifest = try Manifest(reading: try Self.bytes(root, Manifest.fileName))
        try Self.check(manifest, sums)
        self.root = root
        self.manifest = manifest
        identity = sums.identity
        labels = try LabelsFile.read(try Self.bytes(root, manifest.labels.path), file: manifest.labels.path)
        guard labels.count == manifest.model.classes else {
            throw Refusal(.labelCount, file: manifest.labels.path, at: "its last line")
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
        for path in present where !listed.contains(path) {
            throw Refusal(.fileUnlisted, file: SumsFile.fileName, at: path.string)
        }
        let there = Set(present)
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

    /// Paths of all files, relative; the sums themselves and the report apart. A link is a file that nothing lists.
    private static func files(below root: URL, _ prefix: String = "") throws -> [ByteText] {
        let keys: Set<URLResourceKey> = [.isDirectoryKey, .isSymbolicLinkKey]
        var found: [ByteText] = []
        for url in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: Array(keys)) {
            let path = prefix + url.lastPathComponent
            let values = try url.resourceValues(forKeys: keys)
            if path == SumsFile.fileName || path == SumsFile.reportFolder { continue }
            if values.isSymbolicLink == true {
                throw Refusal(.fileUnlisted, file: SumsFile.fileName, at: path)
            }
            found += values.isDirectory == true ? try files(below: url, path + "/") : [ByteText(path)]
        }
        return found
    }
}

/// The labels file: one label and one line feed for each output, split on bytes.
enum LabelsFile {
    static func read(_ bytes: [UInt8], file: String) throws(Refusal) -> [String] {
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw Refusal(.labels, file: file, at: "its first bytes") }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true else { throw Refusal(.labels, file: file, at: "its last line") }
        var labels: [String] = []
        for (index, line) in lines.enumerated() {
            guard let label = ByteText(line), !line.isEmpty else {
                throw Refusal(.labels, file: file, at: "line \(index + 1)")
            }
            labels.append(label.string)
        }
        return labels
    }
}
