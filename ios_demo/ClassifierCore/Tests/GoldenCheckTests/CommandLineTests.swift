import ClassifierCore
import Foundation
import GoldenCheck
import TestSupport
import Testing

@Suite struct ArgumentsTests {
    @Test func aBundleAloneIsEnough() throws {
        let found = try Arguments(["b"])
        #expect(found.bundle.lastPathComponent == "b")
        #expect(found.outputs == nil)
        #expect(found.report == nil)
    }

    @Test func theOptionsStandAnywhere() throws {
        let found = try Arguments(["--report", "r.json", "b", "--outputs", "o"])
        #expect([found.report, found.bundle, found.outputs].map { $0?.lastPathComponent } == ["r.json", "b", "o"])
    }

    @Test func aWordTooManyIsNamed() {
        #expect(throws: Arguments.Problem.self) { try Arguments(["a", "b"]) }
        #expect(sentence(["a", "--fast"]) == "--fast is not expected.")
    }

    @Test func aPathThatIsMissingIsNamed() {
        #expect(sentence(["a", "--report"]) == "--report is missing its path.")
        #expect(sentence([]) == "BUNDLE is missing its path.")
    }

    private func sentence(_ words: [String]) -> String? {
        do {
            _ = try Arguments(words)
            return nil
        } catch { return error.sentence }
    }
}

@Suite struct CommandLineTests {
    private let tiny: TinyBundle
    private let folder: URL

    init() throws {
        tiny = try TinyBundle()
        folder = tiny.root.appending(path: "report/outputs")
        try record(TinyBundle.reference)
    }

    private func record(_ rows: [[Float]]) throws {
        let bytes = rows.flatMap { $0 }.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
        try tiny.write("report/outputs/coreml-float16.f32", bytes)
    }

    private func run(_ more: [String] = []) async -> Outcome {
        await CommandLineCheck.run([tiny.root.path, "--outputs", folder.path] + more)
    }

    @Test func theReferencesOwnOutputsPassOnEveryRung() async {
        let found = await run()
        #expect(found.code == 0)
        #expect(found.lines == ["PASS  coreml-float16 on cpuAndNeuralEngine", "PASS  coreml-float16 on cpuOnly"])
        #expect(found.complaints.isEmpty)
    }

    @Test func aWrongAnswerFails() async throws {
        try record([[0, 1, 0], [0.1, 0.3, 0.6]])
        let found = await run()
        #expect(found.code == 1)
        let wanted = "WRONG  coreml-float16 on cpuOnly  1 of 2 answers differ from the reference's."
        #expect(found.lines.last == wanted)
    }

    @Test func aToleranceIsTheRungsOwn() async throws {
        try record([[0.7, 0.2, 0.1], [0.1, 0.245, 0.655]])
        let found = await run()
        #expect(found.code == 1)
        #expect(found.lines.map { $0.prefix(5) } == ["PASS ", "DRIFT"])
    }

    @Test func outputsOfAnotherLengthAreRefused() async throws {
        try record([[0.7, 0.2, 0.1]])
        let found = await run()
        #expect(found.code == 2)
        let wanted = "coreml-float16.f32 does not hold one float32 for each golden image and class."
        #expect(found.complaints.first == wanted)
    }

    @Test func aDamagedBundleIsRefusedWithItsRemedy() async throws {
        try tiny.write("labels.txt", [1])
        let found = await run()
        #expect(
            found
                == Outcome(
                    code: 2,
                    complaints: [
                        "labels.txt is not the file that SHA256SUMS lists: its sha256 differs.",
                        "Copy the bundle again, whole.",
                    ]))
    }

    @Test func missingOutputsAreACommandLineError() async throws {
        try tiny.remove("report/outputs/coreml-float16.f32")
        let found = await run()
        #expect(found.code == 2)
        #expect(found.complaints.last == "Check that the files are there and readable.")
    }

    @Test func noWordsPrintTheUsage() async {
        let found = await CommandLineCheck.run([])
        #expect(found.code == 2)
        #expect(found.complaints.last?.hasPrefix("Usage: golden-check BUNDLE") == true)
    }

    @Test func theReportIsWrittenAsTheContractHasIt() async throws {
        let file = tiny.root.appending(path: "report/device.json")
        let found = await run(["--report", file.path])
        #expect(found.code == 0)
        let json = try JSON.read(Array(try Data(contentsOf: file)), file: "device.json")
        guard case .object(let members) = json else {
            Issue.record("not an object")
            return
        }
        let keys = members.map(\.key.string)
        #expect(keys == ["schema_version", "bundle", "model", "device", "app", "results"])
    }

    #if !canImport(CoreML)
        @Test func withoutCoreMLOutputsAreAskedFor() async {
            let found = await CommandLineCheck.run([tiny.root.path])
            #expect(found.code == 2)
            #expect(found.complaints.first?.hasPrefix("Core ML runs on Apple's systems only") == true)
        }
    #endif
}
