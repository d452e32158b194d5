import ClassifierCore
import TestSupport
import Testing

@testable import DemoModel

/// Hands out what a test prepared.
private struct FakeLoader: ModelLoader {
    var classifier: @Sendable (ModelBundle) -> FakeClassifier = { FakeClassifier($0.golden) }
    var fellBack: FallBack?
    var failure: Failure?

    func load(_: Choice, from bundle: ModelBundle) async throws -> LoadedModel {
        if let failure { throw failure }
        return LoadedModel(classifier: classifier(bundle), load: 42, fellBack: fellBack)
    }
}

private struct FakeCamera: FrameSource {
    var count = 0
    var dropped = 0
    var failure: Failure?

    func frames(for _: Preprocessing) async throws -> AsyncStream<Frame> {
        if let failure { throw failure }
        return AsyncStream { stream in
            for index in 0..<count {
                let tensor = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 48)
                stream.yield(Frame(tensor: tensor, taken: index, preprocessing: 500, dropped: dropped))
            }
            stream.finish()
        }
    }
}

@MainActor
@Suite struct SessionTests {
    private let engine = Choice(variant: "coreml-float16", delegate: "cpuAndNeuralEngine")
    private let processor = Choice(variant: "coreml-float16", delegate: "cpuOnly")

    private func session(_ loader: FakeLoader = FakeLoader(), _ camera: FakeCamera = FakeCamera()) throws -> Session {
        let session = Session(loader: loader, frames: camera, clock: ManualClock())
        session.open(try TinyBundle().opened())
        return session
    }

    @Test func anOpenBundleWaitsForAChoice() throws {
        let session = try session()
        #expect(session.state == .idle)
        #expect(session.state.choice == nil)
        #expect(session.checks.isEmpty)
    }

    @Test func choosingLoadsThenChecksThenRuns() async throws {
        let session = try session()
        session.choose(engine)
        #expect(session.state == .loading(engine))
        await session.finished()
        guard case .running(let choice, let check) = session.state else {
            Issue.record("state is \(session.state)")
            return
        }
        #expect(choice == engine)
        #expect(check.verdict == .pass)
        #expect(session.checks[engine] == check)
        #expect(session.state.choice == engine)
    }

    @Test func withoutABundleNothingIsLoaded() async {
        let session = Session(loader: FakeLoader(), frames: FakeCamera(), clock: ManualClock())
        session.choose(engine)
        await session.finished()
        #expect(session.state == .idle)
    }

    @Test func framesAreClassifiedAndShown() async throws {
        let session = try session(FakeLoader(), FakeCamera(count: 30, dropped: 1))
        session.choose(engine)
        await session.finished()
        #expect(session.readout.top.map(\.label) == ["dog", "cat", "bird"])
        #expect(session.readout.top.first?.probability == 0.8)
        #expect(session.readout.inference?.count == 20)
        #expect(session.readout.preprocess?.p50 == 500)
        #expect(session.readout.dropped == 30)
        #expect(session.readout.framesPerSecond > 0)
        #expect(session.readout.tensor.count == 48)
        #expect(!session.readout.throttled)
    }

    @Test func wrongAnswersShowNoNumbersAndNoLabels() async throws {
        let wrong = FakeLoader(classifier: { FakeClassifier($0.golden, outputs: [[0, 1, 0], [0, 1, 0]]) })
        let session = try session(wrong, FakeCamera(count: 30))
        session.choose(engine)
        await session.finished()
        #expect(session.checks[engine]?.verdict == .wrong)
        #expect(session.readout == Readout())
        let benchmark = try await session.benchmark()
        #expect(benchmark == nil)
        #expect(session.latencies.isEmpty)
    }

    @Test func aModelThatDoesNotLoadIsAFailureWithARemedy() async throws {
        let failure = Failure(.model, "It does not load.", remedy: "Pick another setting.")
        let session = try session(FakeLoader(failure: failure))
        session.choose(engine)
        await session.finished()
        #expect(session.state == .failed(engine, failure))
    }

    @Test func aCameraThatIsDeniedIsAFailure() async throws {
        let denied = Failure(.cameraDenied, "The camera is not allowed.", remedy: "Allow it in Settings.")
        let session = try session(FakeLoader(), FakeCamera(failure: denied))
        session.choose(engine)
        await session.finished()
        #expect(session.state == .failed(engine, denied))
        #expect(session.checks[engine]?.verdict == .pass)
    }

    @Test func anErrorOfTheSystemBecomesASentence() async throws {
        struct Odd: Error {}
        struct OddLoader: ModelLoader {
            func load(_: Choice, from _: ModelBundle) async throws -> LoadedModel { throw Odd() }
        }
        let session = Session(loader: OddLoader(), frames: FakeCamera(), clock: ManualClock())
        session.open(try TinyBundle().opened())
        session.choose(engine)
        await session.finished()
        guard case .failed(_, let failure) = session.state else {
            Issue.record("state is \(session.state)")
            return
        }
        #expect(failure.sentence.hasPrefix("coreml-float16 does not run on cpuAndNeuralEngine"))
    }

    @Test func anotherChoiceThrowsTheOldOnesFramesAway() async throws {
        let session = try session(FakeLoader(), FakeCamera(count: 5))
        session.choose(engine)
        session.choose(processor)
        await session.finished()
        #expect(session.state.choice == processor)
        #expect(session.checks[engine] == nil)
        #expect(session.checks[processor]?.verdict == .pass)
    }

    @Test func stoppingForgetsTheStatisticsAndKeepsTheBadges() async throws {
        let session = try session(FakeLoader(), FakeCamera(count: 30))
        session.choose(engine)
        await session.finished()
        session.stop()
        #expect(session.state == .idle)
        #expect(session.readout == Readout())
        #expect(session.checks.count == 1)
    }

    @Test func anotherBundleForgetsTheBadgesToo() async throws {
        let session = try session()
        session.choose(engine)
        await session.finished()
        session.open(try TinyBundle().opened())
        #expect(session.checks.isEmpty)
        #expect(session.state == .idle)
    }

    @Test func anotherHeatBeginsNewStatistics() async throws {
        let session = try session(FakeLoader(), FakeCamera(count: 30))
        session.choose(engine)
        await session.finished()
        session.environment(thermal: .nominal, lowPower: true)
        #expect(session.readout.inference != nil)
        #expect(session.lowPower)
        session.environment(thermal: .light, lowPower: false)
        #expect(session.readout == Readout())
    }

    @Test func tooMuchHeatStops() async throws {
        let session = try session()
        session.choose(engine)
        await session.finished()
        session.environment(thermal: .critical, lowPower: false)
        guard case .failed(let choice, let failure) = session.state else {
            Issue.record("state is \(session.state)")
            return
        }
        #expect(choice == engine)
        #expect(failure.kind == .tooHot)
    }

    @Test func moderateHeatMarksTheNumbersAndSevereHalvesTheFrames() async throws {
        for (heat, throttled, dropped) in [(ThermalState.moderate, true, 0), (.severe, true, 10), (.light, false, 0)] {
            let session = try session(FakeLoader(), FakeCamera(count: 20))
            session.environment(thermal: heat, lowPower: false)
            session.choose(engine)
            await session.finished()
            #expect(session.readout.throttled == throttled)
            #expect(session.readout.dropped == dropped, "\(heat)")
        }
    }

    @Test func aBenchmarkIsKeptForTheReport() async throws {
        let session = try session()
        session.choose(engine)
        await session.finished()
        let found = try #require(try await session.benchmark())
        #expect(found.inference.count == 100)
        #expect(session.latencies[engine]?.load == 42)
        let report = try #require(
            session.report(
                device: .init(platform: "ios", manufacturer: "Apple", model: "m", osVersion: "18", runtime: "Core ML"),
                app: .init(name: "demo", version: "1")))
        #expect(report.results.map(\.delegate) == ["cpuAndNeuralEngine"])
        #expect(report.results[0].latency?.benchmark == found)
        #expect(report.bundle == session.bundle?.identity)
    }

    @Test func beforeAnyCheckThereIsNoReport() throws {
        let device = DeviceReport.Device(platform: "ios", manufacturer: "", model: "m", osVersion: "1", runtime: "r")
        let session = try session()
        #expect(session.report(device: device, app: .init(name: "a", version: "1")) == nil)
    }

    @Test func aFallBackIsInTheBadge() async throws {
        let back = FallBack(from: "cpuAndNeuralEngine", to: "cpuOnly", because: "this device has no Neural Engine")
        let session = try session(FakeLoader(fellBack: back), FakeCamera(count: 15))
        session.choose(engine)
        await session.finished()
        #expect(session.checks[engine]?.verdict == .fellBack)
        #expect(!session.readout.top.isEmpty)
    }

    @Test func aRefusedBundleIsShown() throws {
        let session = try session()
        session.fail(Failure(Refusal(.fileChanged, file: "SHA256SUMS", at: "labels.txt")))
        guard case .failed(nil, let failure) = session.state else {
            Issue.record("state is \(session.state)")
            return
        }
        #expect(failure.kind == .bundle)
        #expect(failure.sentence.contains("labels.txt"))
        #expect(failure.remedy == "Copy the bundle again, whole.")
    }

    @Test func aMissingCameraLeavesTheBenchmark() async throws {
        let missing = Failure(.cameraMissing, "No camera.", remedy: "Use the benchmark.")
        let session = try session(FakeLoader(), FakeCamera(failure: missing))
        session.choose(engine)
        await session.finished()
        #expect(session.measurable == engine)
        let found = try await session.benchmark()
        #expect(found?.inference.count == 100)
        #expect(session.latencies[engine]?.frameToResult == nil)
    }

    @Test func withoutAModelThereIsNothingToMeasure() async throws {
        let session = try session(FakeLoader(failure: Failure(.model, "No.", remedy: "Pick another.")))
        #expect(session.measurable == nil)
        session.choose(engine)
        await session.finished()
        #expect(session.measurable == nil)
        let found = try await session.benchmark()
        #expect(found == nil)
    }

    @Test func aChoiceDuringABenchmarkThrowsItAway() async throws {
        let gate = Gate()
        let gated: @Sendable (ModelBundle) -> FakeClassifier = { bundle in
            var classifier = FakeClassifier(bundle.golden)
            classifier.gate = gate
            return classifier
        }
        let session = try session(FakeLoader(classifier: gated))
        session.choose(engine)
        await session.finished()
        await gate.shut()
        async let found = session.benchmark()
        while await !gate.isReached { await Task.yield() }
        session.choose(processor)
        await gate.open()
        let benchmark = try await found
        #expect(benchmark == nil)
        #expect(session.latencies.isEmpty)
        await session.finished()
    }

    @Test func aHundredFramesAreReportedAndFewerAreNot() async throws {
        for (count, reported) in [(109, false), (110, true)] {
            let session = try session(FakeLoader(), FakeCamera(count: count))
            session.choose(engine)
            await session.finished()
            _ = try await session.benchmark()
            #expect((session.latencies[engine]?.frameToResult != nil) == reported)
        }
    }

    @Test func powerSavingIsInTheReport() async throws {
        let session = try session()
        session.environment(thermal: .light, lowPower: true)
        session.choose(engine)
        await session.finished()
        _ = try await session.benchmark()
        #expect(session.latencies[engine]?.lowPower == true)
        #expect(session.latencies[engine]?.thermal == .light)
    }

    @Test func theFirstChoiceIsWhatTheMachineCanRun() throws {
        let session = try session()
        #expect(session.variants == ["coreml-float16"])
        let all = Set(ComputeUnitPlan.Device.allCases)
        #expect(session.first(on: ComputeUnitPlan(devices: all, systemVersion: 18)) == engine)
        #expect(session.first(on: ComputeUnitPlan(devices: [.cpu], systemVersion: 18)) == processor)
    }

    @Test func anotherVariantKeepsTheRungWhereItHasIt() async throws {
        let session = try session()
        #expect(session.choice(ofVariant: "coreml-float16") == engine)
        session.choose(processor)
        #expect(session.choice(ofVariant: "coreml-float16") == processor)
        #expect(session.choice(ofVariant: "coreml-other") == nil)
        #expect(session.ladder.map(\.delegate) == ["cpuAndNeuralEngine", "cpuOnly"])
        await session.finished()
    }

    @Test func withoutABundleThereIsNothingToPick() {
        let session = Session(loader: FakeLoader(), frames: FakeCamera(), clock: ManualClock())
        #expect(session.variants.isEmpty)
        #expect(session.ladder.isEmpty)
        #expect(session.first(on: ComputeUnitPlan(devices: [.cpu], systemVersion: 18)) == nil)
    }
}
