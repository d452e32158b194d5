import ClassifierCore
import Foundation

/// Bundles that were imported: a folder each, named by the bundle's identity.
public struct BundleShelf: Sendable {
    /// Where they are.
    public let root: URL

    /// The shelf in `root`, which need not be there yet.
    public init(root: URL) {
        self.root = root
    }

    /// Copies the bundle in `folder` and opens the copy; nothing is left where either is refused.
    ///
    /// The copy is checked again: what is picked from Files may change while it is read.
    public func add(from folder: URL) throws -> ModelBundle {
        let identity = try ModelBundle(at: folder).identity
        let place = root.appending(path: identity)
        if FileManager.default.fileExists(atPath: place.path) { return try ModelBundle(at: place) }
        let building = root.appending(path: "building-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: building) }
        try FileManager.default.copyItem(at: folder, to: building)
        try? FileManager.default.removeItem(at: building.appending(path: "report"))
        guard try ModelBundle(at: building).identity == identity else {
            throw Refusal(.fileChanged, file: "SHA256SUMS", at: "SHA256SUMS")
        }
        try FileManager.default.moveItem(at: building, to: place)
        return try ModelBundle(at: place)
    }

    /// The folders of the bundles, by identity.
    public var folders: [URL] {
        let found = try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
        return (found ?? []).filter { !$0.lastPathComponent.hasPrefix("building-") }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// Removes a bundle that is on the shelf.
    public func remove(_ identity: String) throws {
        guard let folder = folders.first(where: { $0.lastPathComponent == identity }) else { return }
        try FileManager.default.removeItem(at: folder)
    }
}
