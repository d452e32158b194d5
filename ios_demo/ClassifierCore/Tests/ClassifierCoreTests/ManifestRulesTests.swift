import Foundation
import TestSupport
import Testing

@testable import ClassifierCore

/// Each rule between keys, broken alone in a manifest that is whole otherwise.
@Suite struct ManifestRulesTests {
    private func broken(_ old: String, _ new: String) throws -> Refusal? {
        let tiny = try TinyBundle()
        let text = String(decoding: try tiny.read("manifest.json"), as: UTF8.self)
        let place = try #require(text.range(of: old), "the manifest has no \(old)")
        let bytes = Array(text.replacingCharacters(in: place, with: new).utf8)
        return refusal { try Manifest(reading: bytes) }
    }

    @Test func theManifestIsWholeOtherwise() throws {
        #expect(try broken("\"tiny\"", "\"other\"") == nil)
    }

    @Test func asManyLabelsAsClasses() throws {
        #expect(try broken("\"count\": 3", "\"count\": 4")?.reason == .labelCount)
        #expect(try broken("\"count\": 3", "\"count\": 4")?.place == "$.labels.count")
    }

    @Test func theResolutionIsThePreprocessingsSize() throws {
        #expect(try broken("\"size\": [4, 4]", "\"size\": [4, 5]")?.reason == .shape)
    }

    @Test func theInputIsBatchOneOfThatSize() throws {
        #expect(try broken("[1, 4, 4, 3]", "[2, 4, 4, 3]")?.reason == .shape)
        #expect(try broken("[1, 4, 4, 3]", "[1, 3, 4, 4]")?.place == "$.artifacts[0].inputs[0].shape")
        #expect(try broken("\"NHWC\"", "\"N\"")?.reason == .shape)
    }

    @Test func theScoresHaveOneForEachClass() throws {
        #expect(try broken("[1, 3]", "[1, 4]")?.reason == .labelCount)
        #expect(try broken("\"NC\"", "\"N\"")?.place == "$.artifacts[0].outputs")
    }

    @Test func everyAnswerIsAClass() throws {
        #expect(try broken("[2, 1, 0]", "[2, 1, 3]")?.reason == .classIndex)
        #expect(try broken("[2, 1, 0]", "[2, 1, 3]")?.place == "$.golden.images[1].top5")
    }

    @Test func aScaleComesWithAZeroPoint() throws {
        #expect(try broken("\"scale\": null", "\"scale\": 0.5")?.reason == .quantisation)
        #expect(try broken("\"zero_point\": null", "\"zero_point\": 1")?.reason == .quantisation)
    }

    @Test(arguments: [
        "\"crop\", \"rotate\", \"resize\"", "\"rotate\", \"crop\", \"resize\", \"normalise\"",
        "\"rotate\", \"crop\", \"resize\", \"quantise\"",
    ])
    func theStepsFitTheInput(_ steps: String) throws {
        #expect(try broken("\"rotate\", \"crop\", \"resize\"", steps)?.reason == .steps)
    }

    @Test func aFloatInputMayBeNormalisedByTheApp() throws {
        let tiny = try TinyBundle()
        let text = String(decoding: try tiny.read("manifest.json"), as: UTF8.self)
            .replacingOccurrences(of: "\"uint8\"", with: "\"float32\"")
        for (more, fits) in [("", true), (", \"normalise\"", true), (", \"normalise\", \"quantise\"", false)] {
            let changed = text.replacingOccurrences(of: "\"resize\"]", with: "\"resize\"\(more)]")
            #expect((refusal { try Manifest(reading: Array(changed.utf8)) } == nil) == fits)
        }
    }

    @Test func noPathTwiceWhateverItsCase() throws {
        #expect(try broken("golden/b.ppm", "golden/a.ppm")?.reason == .repeatedName)
        #expect(try broken("golden/b.ppm", "golden/A.ppm")?.reason == .repeatedName)
    }

    @Test func noVariantTwice() throws {
        let tiny = try TinyBundle()
        let text = String(decoding: try tiny.read("manifest.json"), as: UTF8.self)
        let start = try #require(text.range(of: "[{\"variant\""))
        let end = try #require(text.range(of: "\"parity\": null}]"))
        let one = text[text.index(after: start.lowerBound)..<text.index(before: end.upperBound)]
        let two = one.replacingOccurrences(of: "tiny-float16", with: "tiny-other")
        let twice = text.replacingCharacters(
            in: start.lowerBound..<end.upperBound, with: "[\(one), \(two)]")
        let found = refusal { try Manifest(reading: Array(twice.utf8)) }
        #expect(found == Refusal(.repeatedName, file: "manifest.json", at: "coreml-float16"))
    }
}

/// The exact types of the schema, value by value.
@Suite struct NodeTests {
    private func node(_ value: JSON) -> Node { Node(value: value, place: "$.x", file: "f") }

    private func text(_ string: String) -> Node { node(.text(ByteText(string))) }

    @Test func anIntegerIsNoDoubleAndNoFlag() throws {
        #expect(try node(.integer(3)).integer(1...3) == 3)
        #expect(refusal { try node(.integer(4)).integer(1...3) }?.reason == .value)
        for wrong in [JSON.double(3), .bool(true), .null] {
            #expect(refusal { try node(wrong).integer(1...3) } == Refusal(.type, file: "f", at: "$.x"))
        }
    }

    @Test func aNumberMayBeEither() throws {
        #expect(try node(.integer(1)).number(0...1) == 1)
        #expect(try node(.double(0.5)).number(0...1) == 0.5)
        #expect(refusal { try node(.double(1.5)).number(0...1) }?.reason == .value)
        #expect(refusal { try node(.bool(true)).number(0...1) }?.reason == .type)
    }

    @Test func aWordIsNotEmpty() throws {
        #expect(try text("a").word() == "a")
        #expect(refusal { try text("").word() }?.reason == .value)
        #expect(refusal { try node(.integer(1)).word() }?.reason == .type)
    }

    @Test func aListHasItsLengthAndItsPlaces() throws {
        let list = node(.list([.null, .null]))
        #expect(try list.list(0...2).map(\.place) == ["$.x[0]", "$.x[1]"])
        #expect(refusal { try list.list(3...4) }?.reason == .value)
        #expect(refusal { try node(.null).list(0...1) }?.reason == .type)
    }

    @Test func anObjectHasExactlyItsKeys() throws {
        let object = node(.object([.init(ByteText("a"), .integer(1))]))
        #expect(try object.object(["a"])["a"].integer(1...1) == 1)
        #expect(refusal { try object.object([]) } == Refusal(.unknownKey, file: "f", at: "$.x.a"))
        #expect(refusal { try object.object(["a", "b"]) } == Refusal(.missingKey, file: "f", at: "$.x.b"))
    }

    @Test func aFreeObjectHasALimit() throws {
        let object = node(.object([.init(ByteText("a"), .null), .init(ByteText("b"), .null)]))
        #expect(try object.freeObject(limit: 2).map(\.key.string) == ["a", "b"])
        #expect(refusal { try object.freeObject(limit: 1) }?.reason == .value)
    }

    @Test func aHashIsSixtyFourLowercaseDigits() throws {
        let good = String(repeating: "0f", count: 32)
        #expect(try text(good).sha256() == good)
        for bad in [good.uppercased(), String(good.dropLast()), good + "0", String(repeating: "g", count: 64)] {
            #expect(refusal { try text(bad).sha256() }?.reason == .value)
        }
    }

    @Test(arguments: ["a", "a/b.c", "A_1+-./x", String(repeating: "a", count: 255)])
    func plainPathsAreTaken(_ path: String) throws {
        #expect(try text(path).path() == path)
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", "../a", "a/..", ".hidden", "a b", "a\\b", "ä", "C:", String(repeating: "a", count: 256),
    ])
    func pathsThatLeaveOrHideAreRefused(_ path: String) {
        #expect(refusal { try text(path).path() }?.reason == .path)
    }

    @Test func aChoiceIsComparedByBytes() throws {
        #expect(try text("RGB").choice(Preprocessing.ColorOrder.self) == .rgb)
        #expect(refusal { try text("rgb").choice(Preprocessing.ColorOrder.self) }?.reason == .value)
    }

    @Test func nullIsNothing() {
        #expect(node(.null).orNull()?.place == nil)
        #expect(node(.bool(false)).orNull() != nil)
    }
}
