import Foundation
import TestSupport
import Testing

@testable import ClassifierCore

@Suite struct BundleTests {
    private func opened(_ tiny: TinyBundle) -> Refusal? { refusal { try tiny.opened() } }

    @Test func aWholeBundleOpens() throws {
        let tiny = try TinyBundle()
        let bundle = try tiny.opened()
        #expect(bundle.labels == ["cat", "dog", "bird"])
        #expect(bundle.golden.map(\.reference) == TinyBundle.reference)
        #expect(bundle.golden.map(\.top5) == [[0, 1, 2], [2, 1, 0]])
        let sums = try tiny.read("SHA256SUMS")
        #expect(bundle.identity == SHA256Sum.of(sums))
        #expect(bundle.manifest.artifacts[0].delegates[0].minimumIOS == "16.0")
        #expect(bundle.manifest.artifacts[0].format == "coreml")
    }

    @Test(arguments: [
        "labels.txt", "golden/a.ppm", "golden/reference.f32", "coreml/tiny-float16.mlpackage/Data/model.mlmodel",
    ])
    func aChangedFileIsRefused(_ path: String) throws {
        let tiny = try TinyBundle()
        var bytes = try tiny.read(path)
        bytes[bytes.count - 1] ^= 1
        try tiny.write(path, bytes)
        let found = try #require(opened(tiny))
        #expect(found.reason == .fileChanged)
        #expect(found.sentence == "\(path) is not the file that SHA256SUMS lists: its sha256 differs.")
    }

    @Test(arguments: ["labels.txt", "golden/b.ppm", "manifest.json"])
    func aMissingFileIsRefused(_ path: String) throws {
        let tiny = try TinyBundle()
        try tiny.remove(path)
        #expect(opened(tiny)?.reason == .fileMissing)
    }

    @Test func aFolderWithoutSumsIsRefused() throws {
        let tiny = try TinyBundle()
        try tiny.remove("SHA256SUMS")
        #expect(opened(tiny) == Refusal(.sums, file: "SHA256SUMS", at: "the folder, which lacks it"))
    }

    @Test func anUnlistedFileIsRefused() throws {
        let tiny = try TinyBundle()
        try tiny.write("coreml/extra", [1])
        #expect(opened(tiny) == Refusal(.fileUnlisted, file: "SHA256SUMS", at: "coreml/extra"))
    }

    @Test func aLinkIsRefused() throws {
        let tiny = try TinyBundle()
        try FileManager.default.createSymbolicLink(
            at: tiny.root.appending(path: "golden/link"), withDestinationURL: URL(filePath: "/etc/hosts"))
        #expect(opened(tiny)?.reason == .fileUnlisted)
    }

    @Test func aListedFileThatIsALinkIsNotThere() throws {
        let tiny = try TinyBundle()
        let (labels, elsewhere) = ("labels.txt", tiny.root.appending(path: "report/elsewhere"))
        try tiny.write("report/elsewhere", try tiny.read(labels))
        try tiny.remove(labels)
        try FileManager.default.createSymbolicLink(
            at: tiny.root.appending(path: labels), withDestinationURL: elsewhere)
        #expect(opened(tiny) == Refusal(.fileMissing, file: "SHA256SUMS", at: "labels.txt"))
    }

    @Test func theFirstOfSeveralUnlistedFilesIsNamed() throws {
        let tiny = try TinyBundle()
        for name in ["b", "coreml/a", "a"] { try tiny.write(name, [1]) }
        #expect(opened(tiny)?.place == "a")
    }

    @Test func theReportMayBeThere() throws {
        let tiny = try TinyBundle()
        try tiny.write("report/report.html", [1])
        #expect(opened(tiny) == nil)
    }

    @Test func labelsThatAreTooManyAreRefused() throws {
        let tiny = try TinyBundle()
        try tiny.write("labels.txt", Array("cat\ndog\nbird\nfish\n".utf8))
        try tiny.seal()
        #expect(opened(tiny) == Refusal(.labelCount, file: "labels.txt", at: "line 4"))
    }

    @Test(
        arguments: [
            [0x61, 0x0A, 0xFF, 0x0A, 0x62, 0x0A], [0xEF, 0xBB, 0xBF, 0x61, 0x0A], [0x61], [0x61, 0x0A, 0x0A],
        ] as [[UInt8]])
    func labelsThatAreNoLinesOfUTF8AreRefused(_ bytes: [UInt8]) {
        #expect(refusal { try LabelsFile.read(bytes, file: "labels.txt") }?.reason == .labels)
    }

    @Test func labelsAreSplitOnBytes() throws {
        #expect(try LabelsFile.read(Array("a\r\nb\u{85}c\n".utf8), file: "f") == ["a\r", "b\u{85}c"])
    }

    @Test func aPictureThatIsNoPPMIsRefused() throws {
        let tiny = try TinyBundle()
        try tiny.write("golden/a.ppm", Array("P5\n4 4\n255\n".utf8) + [UInt8](repeating: 0, count: 48))
        try tiny.seal()
        #expect(opened(tiny)?.reason == .picture)
    }

    @Test(arguments: [
        "P6\n04 4\n255\n", "P6\n4  4\n255\n", "P6\n4 4\n254\n", "P6 4 4 255\n", "P6\n4 4\n", "P6\n40000 4\n255\n", "",
    ])
    func headersThatTheKitDoesNotWriteAreRefused(_ header: String) {
        let bytes = Array(header.utf8) + [UInt8](repeating: 0, count: 48)
        #expect(refusal { try Picture(ppm: bytes, file: "f") }?.reason == .picture)
    }

    @Test func aPictureCutShortIsRefused() {
        let bytes = Array("P6\n4 4\n255\n".utf8) + [UInt8](repeating: 0, count: 47)
        #expect(refusal { try Picture(ppm: bytes, file: "f") }?.reason == .picture)
    }

    @Test func aStaleTensorIsRefused() throws {
        let tiny = try TinyBundle()
        let old = SHA256Sum.of(Array(try tiny.read("golden/a.ppm").dropFirst(11)))
        try tiny.seal(replacing: [(old, String(repeating: "a", count: 64))])
        #expect(opened(tiny) == Refusal(.fileChanged, file: "manifest.json", at: "golden/a.ppm"))
    }

    @Test func aReferenceOfAnotherLengthIsRefused() throws {
        let tiny = try TinyBundle()
        try tiny.write("golden/reference.f32", [0, 0, 0, 0])
        try tiny.seal()
        #expect(opened(tiny)?.reason == .reference)
    }

    @Test func aManifestThatLiesAboutAHashIsRefused() throws {
        for path in ["labels.txt", "golden/reference.f32"] {
            let tiny = try TinyBundle()
            try tiny.seal(replacing: [(SHA256Sum.of(try tiny.read(path)), String(repeating: "b", count: 64))])
            #expect(opened(tiny) == Refusal(.fileChanged, file: "manifest.json", at: path))
        }
    }

    @Test func aPackageThatIsNotThereIsRefused() throws {
        let tiny = try TinyBundle()
        try tiny.seal(replacing: [("coreml/tiny-float16.mlpackage", "coreml/other.mlpackage")])
        #expect(opened(tiny)?.reason == .fileMissing)
    }

    @Test(arguments: [
        "x  a\n", "\n", "a", String(repeating: "0", count: 64) + " a\n", String(repeating: "A", count: 64) + "  a\n",
    ])
    func sumsThatAreNoSumsAreRefused(_ text: String) {
        #expect(refusal { try SumsFile(reading: Array(text.utf8)) }?.reason == .sums)
    }

    @Test func sumsOutOfOrderOrTwiceAreRefused() {
        let zeros = String(repeating: "0", count: 64)
        for names in [["b", "a"], ["a", "a"]] {
            let text = names.map { "\(zeros)  \($0)\n" }.joined()
            #expect(
                refusal { try SumsFile(reading: Array(text.utf8)) }
                    == Refusal(.sums, file: "SHA256SUMS", at: "the order of its lines"))
        }
    }
}
