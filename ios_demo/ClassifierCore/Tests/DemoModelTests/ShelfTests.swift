import ClassifierCore
import Foundation
import TestSupport
import Testing

@testable import DemoModel

/// A folder that is removed with the test.
private final class Scratch: Sendable {
    let root = FileManager.default.temporaryDirectory.appending(path: "shelf-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: root) }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted() }

    func folder(_ name: String) throws -> URL {
        let url = root.appending(path: name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data([1]).write(to: url.appending(path: "file"))
        return url
    }
}

@Suite struct BundleShelfTests {
    private let scratch = Scratch()
    private var shelf: BundleShelf { BundleShelf(root: scratch.root) }

    @Test func anImportedBundleIsACopyUnderItsIdentity() throws {
        let tiny = try TinyBundle()
        try tiny.write("report/report.html", [1])
        let bundle = try shelf.add(from: tiny.root)
        #expect(scratch.names == [bundle.identity])
        #expect(bundle.root.lastPathComponent == bundle.identity)
        #expect(!FileManager.default.fileExists(atPath: bundle.root.appending(path: "report").path))
        #expect(shelf.folders.map(\.lastPathComponent) == [bundle.identity])
    }

    @Test func theSameBundleTwiceIsOne() throws {
        let tiny = try TinyBundle()
        let first = try shelf.add(from: tiny.root)
        let second = try shelf.add(from: tiny.root)
        #expect(first.identity == second.identity)
        #expect(scratch.names.count == 1)
    }

    @Test func aRefusedBundleLeavesNothing() throws {
        let tiny = try TinyBundle()
        try tiny.write("labels.txt", [1])
        #expect(throws: Refusal.self) { try shelf.add(from: tiny.root) }
        #expect(scratch.names.isEmpty)
    }

    @Test func aFolderThatIsNoBundleIsRefused() throws {
        let other = Scratch()
        let folder = try other.folder("nothing")
        #expect(throws: Refusal.self) { try shelf.add(from: folder) }
        #expect(!other.names.isEmpty)
    }

    @Test func whatWasDamagedOnTheShelfIsRefusedWhenOpened() throws {
        let tiny = try TinyBundle()
        let bundle = try shelf.add(from: tiny.root)
        try Data([1]).write(to: bundle.root.appending(path: "labels.txt"))
        #expect(throws: Refusal.self) { try withExtendedLifetime(tiny) { try shelf.add(from: tiny.root) } }
    }

    @Test func onlyWhatIsOnTheShelfIsRemoved() throws {
        let tiny = try TinyBundle()
        let bundle = try withExtendedLifetime(tiny) { try shelf.add(from: tiny.root) }
        try shelf.remove("../" + scratch.root.lastPathComponent)
        #expect(scratch.names == [bundle.identity])
        try shelf.remove(bundle.identity)
        #expect(scratch.names.isEmpty)
    }
}

@Suite struct CompiledShelfTests {
    private let scratch = Scratch()
    /// Where Core ML leaves what it compiled.
    private let left = Scratch()
    private let hash = String(repeating: "a", count: 64)
    private var shelf: CompiledShelf { CompiledShelf(root: scratch.root) }

    @Test func whatWasCompiledOnceIsFoundByItsHash() throws {
        #expect(shelf.entry(for: hash) == nil)
        let kept = try shelf.keep(try left.folder("model.mlmodelc"), for: hash, compiling: 1_234)
        #expect(kept.compiling == 1_234)
        #expect(shelf.entry(for: hash) == kept)
        #expect(kept.url.lastPathComponent == "\(hash).mlmodelc")
        #expect(FileManager.default.fileExists(atPath: kept.url.appending(path: "file").path))
    }

    @Test func anotherHashIsAnotherPackage() throws {
        _ = try shelf.keep(try left.folder("m"), for: hash, compiling: 1)
        #expect(shelf.entry(for: String(repeating: "b", count: 64)) == nil)
    }

    @Test func compilingAgainReplacesTheOldOne() throws {
        _ = try shelf.keep(try left.folder("m"), for: hash, compiling: 1)
        _ = try shelf.keep(try left.folder("m"), for: hash, compiling: 2)
        #expect(shelf.entry(for: hash)?.compiling == 2)
        #expect(scratch.names.count == 2)
    }

    @Test func halfAnEntryIsNone() throws {
        let kept = try shelf.keep(try left.folder("m"), for: hash, compiling: 1)
        try FileManager.default.removeItem(at: scratch.root.appending(path: "\(hash).nanoseconds"))
        #expect(shelf.entry(for: hash) == nil)
        try FileManager.default.removeItem(at: kept.url)
        try Data("5".utf8).write(to: scratch.root.appending(path: "\(hash).nanoseconds"))
        #expect(shelf.entry(for: hash) == nil)
    }

    @Test func whatDoesNotLoadIsForgotten() throws {
        _ = try shelf.keep(try left.folder("m"), for: hash, compiling: 1)
        try shelf.forget(hash)
        #expect(shelf.entry(for: hash) == nil)
        #expect(scratch.names.isEmpty)
        try shelf.forget(hash)
    }
}
