import ClassifierCore
import Foundation
import Testing

@Suite struct ManifestTests {
    @Test(arguments: Contract.exampleNames())
    func everyExampleHasTheContractsVerdict(_ path: String) throws {
        // Device reports are among the examples; this program writes them and does not read them.
        guard !path.contains("report") else { return }
        let wanted = try Contract.json("examples/verdicts.json")[path].string
        let bytes = try Contract.bytes("examples/\(path)")
        let found = refusal { try Manifest(reading: bytes) }
        #expect(found.map { "refused: \($0.reason.rawValue)" } ?? "accepted" == wanted)
    }

    @Test func theLimitOfSizeIsExact() throws {
        var bytes = try Contract.bytes("examples/valid/plain.json")
        bytes += [UInt8](repeating: 0x20, count: JSON.maxBytes - bytes.count)
        #expect(refusal { try Manifest(reading: bytes) } == nil)
        #expect(refusal { try Manifest(reading: bytes + [0x20]) }?.reason == .tooLarge)
    }

    @Test func thereAreExamplesOfBothVerdicts() {
        #expect(Contract.exampleNames().count > 150)
    }

    @Test func refusalsReadAsTheContractHasThem() throws {
        let table = try Contract.json("refusals.json").members.filter { Refusal.Reason(rawValue: $0.key.string) != nil }
        #expect(table.count == Refusal.Reason.allCases.count)
        for row in table {
            let reason = try #require(Refusal.Reason(rawValue: row.key.string))
            let filled = Refusal(reason, file: "F", at: "A")
            let sentence = row.value.items[0].string
                .replacingOccurrences(of: "{file}", with: "F").replacingOccurrences(of: "{at}", with: "A")
            #expect(filled.sentence == sentence)
            #expect(filled.remedy == row.value.items[1].string)
        }
    }

    @Test func aFileNamedLikeAPlaceholderFillsNothingTwice() {
        #expect(Refusal(.version, file: "{at}", at: "x").sentence.hasPrefix("{at} has"))
    }

    @Test func theVersionComesBeforeUnknownKeys() {
        let found = refusal { try Manifest(reading: Array(#"{"schema_version": 2, "novel": 1}"#.utf8)) }
        #expect(found?.reason == .version)
        #expect(found?.sentence.contains("2") == true)
    }

    @Test func whatTheAppNeedsIsRead() throws {
        let manifest = try Manifest(reading: try Contract.bytes("examples/valid/plain.json"))
        #expect(manifest.labels.count == manifest.model.classes)
        #expect(!manifest.artifacts.isEmpty)
        #expect(
            manifest.artifacts.allSatisfy { !$0.delegates.isEmpty && $0.steps.prefix(3) == [.rotate, .crop, .resize] })
    }
}

@Suite struct JSONTests {
    @Test(arguments: [
        ("", Refusal.Reason.grammar), ("nul", .grammar), ("[1,]", .grammar), ("{\"a\":1,}", .grammar),
        ("{\"a\":1 \"b\":2}", .grammar), ("01", .grammar), ("-", .grammar), ("1.", .grammar), (".5", .grammar),
        ("1e", .grammar), ("+1", .grammar), ("NaN", .grammar), ("\"a", .grammar), ("\"\\x\"", .grammar),
        ("\"\\u12\"", .grammar), ("\"\u{9}\"", .grammar), ("1 2", .grammar), ("// x", .grammar), ("[", .grammar),
        ("9007199254740993", .integerRange), ("-9007199254740993", .integerRange),
        ("123456789012345678901234567890", .integerRange), ("1e999", .numberRange), ("-1e999", .numberRange),
        ("\"\\ud800\"", .surrogate), ("\"\\udc00\"", .surrogate), ("\"\\ud800\\u0041\"", .surrogate),
        ("{\"a\":1,\"a\":2}", .repeatedKey), ("{\"a\":1,\"\\u0061\":2}", .repeatedKey),
        (String(repeating: "[", count: 33), .depth),
    ])
    func badJSONIsRefusedForItsReason(_ text: String, _ reason: Refusal.Reason) {
        #expect(refusal { try JSON.read(Array(text.utf8), file: "f") }?.reason == reason)
    }

    @Test(arguments: [
        ("0", JSON.integer(0)), ("-0", .integer(0)), ("9007199254740992", .integer(JSON.maxInteger)),
        ("0.5", .double(0.5)), ("1e-999", .double(0)), ("3.0", .double(3)), ("1E+2", .double(100)), ("null", .null),
        ("[true,false]", .list([.bool(true), .bool(false)])), (" \t\r\n1 ", .integer(1)),
        (#""\"\\\/\b\f\n\r\t\u00e9""#, .text(ByteText("\"\\/\u{8}\u{c}\n\r\té"))),
        (#""\ud83d\ude00""#, .text(ByteText("😀"))), ("{}", .object([])), ("[]", .list([])),
    ])
    func goodJSONIsRead(_ text: String, _ value: JSON) throws {
        #expect(try JSON.read(Array(text.utf8), file: "f") == value)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes in [
            [0xEF, 0xBB, 0xBF, 0x31], [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        ] as [[UInt8]] {
            #expect(refusal { try JSON.read(bytes, file: "f") }?.reason == .encoding)
        }
    }

    @Test func keysThatLookAlikeAreDifferentKeys() throws {
        let value = try JSON.read(Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8), file: "f")
        #expect(value["\u{e9}"] == .integer(1))
        #expect(value["e\u{301}"] == .integer(2))
    }

    @Test func thirtyTwoLevelsAreTaken() throws {
        let text = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(refusal { try JSON.read(Array(text.utf8), file: "f") } == nil)
    }

    @Test func mutatedManifestsNeverCrash() throws {
        let good = try Contract.bytes("examples/valid/plain.json")
        var state: UInt64 = 42
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
            }
            _ = refusal { try Manifest(reading: bytes) }
        }
    }
}
