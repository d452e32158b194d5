import Foundation

/// Compiled packages, kept by the sha256 of the package they were made from, with the time that compiling took.
///
/// Compiling is most of what a first start costs; the time is kept because the protocol's load is a cold one.
public struct CompiledShelf: Sendable {
    /// Where they are.
    public let root: URL

    /// A compiled package.
    public struct Entry: Equatable, Sendable {
        /// The `.mlmodelc` folder.
        public let url: URL
        /// Nanoseconds that compiling took.
        public let compiling: Int
    }

    /// The shelf in `root`, which need not be there yet.
    public init(root: URL) {
        self.root = root
    }

    /// What was made of the package with this hash; `nil` where nothing was, or only half of it is there.
    public func entry(for sha256: String) -> Entry? {
        let url = place(sha256)
        guard FileManager.default.fileExists(atPath: url.path),
            let text = try? String(contentsOf: time(sha256), encoding: .utf8), let compiling = Int(text)
        else { return nil }
        return Entry(url: url, compiling: compiling)
    }

    /// Takes over a compiled package from the temporary folder that Core ML left it in.
    public func keep(_ compiled: URL, for sha256: String, compiling: Int) throws -> Entry {
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try forget(sha256)
        try FileManager.default.moveItem(at: compiled, to: place(sha256))
        // Last: an entry without its time is none, so an end in between leaves nothing half.
        try Data("\(compiling)".utf8).write(to: time(sha256), options: .atomic)
        return Entry(url: place(sha256), compiling: compiling)
    }

    /// Removes what does not load, so that it is made again.
    public func forget(_ sha256: String) throws {
        for url in [time(sha256), place(sha256)] where FileManager.default.fileExists(atPath: url.path) {
            try FileManager.default.removeItem(at: url)
        }
    }

    private func place(_ sha256: String) -> URL { root.appending(path: "\(sha256).mlmodelc") }
    private func time(_ sha256: String) -> URL { root.appending(path: "\(sha256).nanoseconds") }
}
