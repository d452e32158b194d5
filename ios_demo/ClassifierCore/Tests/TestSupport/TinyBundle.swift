import ClassifierCore
import Foundation

/// A whole bundle of four by four pixels and three classes, written to a temporary folder and removed with it.
public final class TinyBundle: Sendable {
    /// Its folder.
    public let root: URL

    /// Outputs of the source model, one row a golden picture.
    public static let reference: [[Float]] = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]

    /// Writes it; `seal()` makes the hashes agree again after a change.
    public init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "tiny-\(UUID().uuidString)")
        try write("labels.txt", Array("cat\ndog\nbird\n".utf8))
        try write("coreml/tiny-float16.mlpackage/Manifest.json", Array("{}".utf8))
        try write("coreml/tiny-float16.mlpackage/Data/model.mlmodel", [1, 2, 3])
        for (index, name) in ["a", "b"].enumerated() { try write("golden/\(name).ppm", Self.picture(index)) }
        let rows = Self.reference.flatMap { $0 }
        try write("golden/reference.f32", rows.flatMap(Self.bytes))
        try seal()
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// Opens it; the folder is there at least as long as that takes.
    public func opened() throws -> ModelBundle {
        try withExtendedLifetime(self) { try ModelBundle(at: root) }
    }

    /// Writes a file below the root.
    public func write(_ path: String, _ bytes: [UInt8]) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    /// A file's bytes.
    public func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: root.appending(path: path))) }

    /// Removes a file.
    public func remove(_ path: String) throws { try FileManager.default.removeItem(at: root.appending(path: path)) }

    /// Writes manifest and sums for the files as they are.
    public func seal(replacing edits: [(String, String)] = []) throws {
        try write("SHA256SUMS", [])
        try write("SHA256SUMS", try sums())
        var text = try manifest()
        for (old, new) in edits { text = text.replacingOccurrences(of: old, with: new) }
        try write("manifest.json", Array(text.utf8))
        try write("SHA256SUMS", try sums())
    }

    /// Makes the sums agree with the files, the manifest left as it is.
    public func seal(onlySums: Bool) throws { try write("SHA256SUMS", try sums()) }

    private func sums() throws -> [UInt8] {
        let listing = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        var paths: [String] = []
        while let url = listing?.nextObject() as? URL {
            let values = try url.resourceValues(forKeys: [.isRegularFileKey])
            let path = url.standardized.path.dropFirst(root.standardized.path.count + 1)
            if values.isRegularFile == true, path != "SHA256SUMS", !path.hasPrefix("report/") {
                paths.append(String(path))
            }
        }
        let lines = try paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map {
            "\(SHA256Sum.of(try read($0)))  \($0)\n"
        }
        return Array(lines.joined().utf8)
    }

    private func manifest() throws -> String {
        let labels = SHA256Sum.of(try read("labels.txt"))
        let reference = SHA256Sum.of(try read("golden/reference.f32"))
        let package = String(decoding: try read("SHA256SUMS"), as: UTF8.self).split(separator: "\n")
            .filter { $0.dropFirst(66).hasPrefix("coreml/") }.map { "\($0)\n" }.joined()
        let images = try ["a", "b"].enumerated().map { index, name in
            let tensor = SHA256Sum.of(Array(try read("golden/\(name).ppm").dropFirst(11)))
            let top5 = index == 0 ? "0, 1, 2" : "2, 1, 0"
            return #"{"path": "golden/\#(name).ppm", "rotation": 0, "tensor_sha256": "\#(tensor)", "top5": [\#(top5)]}"#
        }
        let zeros = String(repeating: "0", count: 64)
        return #"""
            {"schema_version": 1,
             "model": {"name": "tiny", "architecture": "tiny", "width_multiplier": null, "resolution": [4, 4],
              "classes": 3, "activation": "softmax", "parameters": 1, "macs": 1,
              "weights": {"origin": "drawn", "sha256": "\#(zeros)", "license": "none"},
              "description": "", "author": "", "version": ""},
             "preprocessing": {"size": [4, 4], "crop_fraction": 1, "resize": "pillow_bilinear_horizontal_first",
              "color_order": "RGB", "mean": [0, 0, 0], "std": [1, 1, 1]},
             "labels": {"path": "labels.txt", "sha256": "\#(labels)", "count": 3},
             "golden": {"origin": "drawn", "images": [\#(images.joined(separator: ", "))],
              "reference": {"path": "golden/reference.f32", "sha256": "\#(reference)"}},
             "calibration": null,
             "artifacts": [{"variant": "coreml-float16", "path": "coreml/tiny-float16.mlpackage",
              "sha256": "\#(SHA256Sum.of(Array(package.utf8)))", "bytes": 5,
              "inputs": [{"name": "image", "shape": [1, 4, 4, 3], "dtype": "uint8", "layout": "NHWC",
               "scale": null, "zero_point": null}],
              "outputs": [{"name": "probabilities", "shape": [1, 3], "dtype": "float32", "layout": "NC",
               "scale": null, "zero_point": null}],
              "app_steps": ["rotate", "crop", "resize"], "minimum": {"ios": "15.0"},
              "delegates": [
               {"delegate": "cpuAndNeuralEngine", "options": {"minimum_ios": "16.0"}, "tolerance": 0.06,
                "unsupported": [{"op": "classify", "rule": "runs on the CPU"}]},
               {"delegate": "cpuOnly", "options": {}, "tolerance": 0.05, "unsupported": []}],
              "parity": null}],
             "tools": {"kit": "1"}, "command": "drawn"}
            """#
    }

    /// Four by four pixels as PPM, eleven bytes of header.
    private static func picture(_ index: Int) -> [UInt8] {
        Array("P6\n4 4\n255\n".utf8) + (0..<48).map { UInt8(truncatingIfNeeded: $0 &* 5 &+ index &* 101) }
    }

    private static func bytes(_ value: Float) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
}

/// Answers each golden picture with the reference's own output, moved where a test wants it.
public struct FakeClassifier: Classifier {
    private let answers: [[UInt8]: [Float]]
    private let otherwise: [Float]
    /// Passed before every answer, where a test set one.
    public var gate: Gate?

    /// Answers the cases with `outputs`, every other tensor with `otherwise`.
    public init(_ cases: [GoldenCase], outputs: [[Float]] = TinyBundle.reference, otherwise: [Float] = [0.1, 0.8, 0.1])
    {
        answers = Dictionary(zip(cases.map(\.tensor), outputs)) { first, _ in first }
        self.otherwise = otherwise
    }

    public func scores(of tensor: [UInt8]) async throws -> [Float] {
        await gate?.pass()
        return answers[tensor] ?? otherwise
    }
}

/// Holds whoever passes while it is shut, so that a test can act in the middle of something.
public actor Gate {
    private var isShut = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// A gate that is open.
    public init() {}

    /// Whether somebody waits.
    public var isReached: Bool { !waiting.isEmpty }

    /// From now on they wait.
    public func shut() { isShut = true }

    /// All go on.
    public func open() {
        isShut = false
        for one in waiting { one.resume() }
        waiting = []
    }

    /// At once, or when the gate opens.
    public func pass() async {
        if isShut { await withCheckedContinuation { waiting.append($0) } }
    }
}

/// Time that a test moves: every look at it takes `step` nanoseconds.
public final class ManualClock: MonotonicClock, @unchecked Sendable {
    private let lock = NSLock()
    private var time = 0
    private let step: Int

    /// A clock at 0.
    public init(step: Int = 1_000) { self.step = step }

    public func now() -> Int {
        lock.withLock {
            time += step
            return time
        }
    }
}
