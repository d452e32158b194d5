import ClassifierCore
import Observation

/// Loads models: Core ML on a phone, fakes in tests.
public protocol ModelLoader: Sendable {
    /// Compiles and loads what `choice` names, on that setting alone.
    func load(_ choice: Choice, from bundle: ModelBundle) async throws -> LoadedModel
}

/// A model that is ready, and how it came to be.
public struct LoadedModel: Sendable {
    /// To ask.
    public let classifier: any Classifier
    /// Compile and load, nanoseconds.
    public let load: Int
    /// What ran instead of what was asked for.
    public let fellBack: FallBack?

    /// A loaded model.
    public init(classifier: any Classifier, load: Int, fellBack: FallBack? = nil) {
        self.classifier = classifier
        self.load = load
        self.fellBack = fellBack
    }
}

/// One bundle at a time, one model at a time: what every screen shows comes from here.
@MainActor
@Observable
public final class Session {
    /// Where it is in its life.
    public private(set) var state: SessionState = .idle
    /// Of the frames since the last change of model, setting or heat.
    public private(set) var readout = Readout()
    /// What the self-checks of this bundle found, for badges.
    public private(set) var checks: [Choice: SelfCheck] = [:]
    /// What was measured, for the report.
    public private(set) var latencies: [Choice: DeviceReport.Latency] = [:]
    /// The bundle that is open.
    public private(set) var bundle: ModelBundle?
    /// How hot the device is.
    public private(set) var thermal: ThermalState = .nominal
    /// Whether the device saves power.
    public private(set) var lowPower = false

    private let loader: any ModelLoader
    private let frames: any FrameSource
    private let clock: any MonotonicClock
    private var stages = StageRecorders()
    private var work: Task<Void, Never>?
    private var model: LoadedModel?
    /// While true, the camera's frames are let pass: they would share the model with what is measured.
    private var measuring = false
    /// Counts the choices: what an older one still delivers is thrown away.
    private var generation = 0

    /// A session without a bundle.
    public init(loader: some ModelLoader, frames: some FrameSource, clock: some MonotonicClock) {
        self.loader = loader
        self.frames = frames
        self.clock = clock
    }

    /// Takes another bundle; the session is idle after it.
    public func open(_ bundle: ModelBundle) {
        stop()
        self.bundle = bundle
        checks = [:]
        latencies = [:]
    }

    /// Shows why there is no bundle or no camera.
    public func fail(_ failure: Failure) {
        stop()
        state = .failed(nil, failure)
    }

    /// Loads, checks and runs what was picked; whatever ran before is let go first.
    public func choose(_ choice: Choice) {
        stop()
        guard let bundle else { return }
        let mine = generation
        state = .loading(choice)
        work = Task { await self.run(choice, bundle, mine) }
    }

    /// Lets go of everything but the bundle and its badges.
    public func stop() {
        generation += 1
        work?.cancel()
        work = nil
        model = nil
        state = .idle
        resetStatistics()
    }

    /// Takes note of heat and power saving; another heat begins new statistics.
    public func environment(thermal: ThermalState, lowPower: Bool) {
        let changed = thermal != self.thermal
        self.thermal = thermal
        self.lowPower = lowPower
        if changed { resetStatistics() }
        guard thermal.policy == .stopped, case .running(let choice, _) = state else { return }
        stop()
        state = .failed(
            choice, Failure(.tooHot, "The device is too hot to go on.", remedy: "Let it cool, then start again."))
    }

    /// Waits until the running work ends: for tests.
    public func finished() async { await work?.value }

    /// What a benchmark would measure: a model that is loaded and right. It needs no camera.
    public var measurable: Choice? {
        guard let choice = state.choice, model != nil, checks[choice]?.allowsNumbers == true else { return nil }
        switch state {
        case .running: return choice
        case .failed(_, let failure) where [.cameraDenied, .cameraMissing].contains(failure.kind): return choice
        case .idle, .loading, .checking, .failed: return nil
        }
    }

    /// Measures the loaded model on the golden pictures, by the protocol; the camera's frames wait.
    ///
    /// `nil` where there is nothing to measure, and where another choice or heat came between.
    public func benchmark(_ length: Benchmark.Length = .init()) async throws -> Benchmark? {
        guard let choice = measurable, let bundle, let model, !measuring else { return nil }
        let (mine, heat, saving, camera) = (generation, thermal, lowPower, readout)
        measuring = true
        defer { measuring = false }
        let found = try await Benchmark.run(
            model.classifier, on: bundle.golden, rule: bundle.manifest.preprocessing,
            activation: bundle.manifest.model.activation, clock: clock, length: length)
        guard mine == generation, heat == thermal, let found else { return nil }
        latencies[choice] = DeviceReport.Latency(
            load: model.load, benchmark: found, frameToResult: reportable(camera.frameToResult),
            framesDropped: camera.dropped, thermal: heat, lowPower: saving || lowPower)
        return found
    }

    /// Everything that was checked and measured.
    public func report(device: DeviceReport.Device, app: DeviceReport.App) -> DeviceReport? {
        guard let bundle, !checks.isEmpty else { return nil }
        let results = checks.sorted { ($0.key.variant, $0.key.delegate) < ($1.key.variant, $1.key.delegate) }.map {
            DeviceReport.Result(
                variant: $0.key.variant, delegate: $0.key.delegate, check: $0.value, latency: latencies[$0.key])
        }
        return DeviceReport(
            bundle: bundle.identity, model: bundle.manifest.model.name, device: device, app: app, results: results)
    }

    private func run(_ choice: Choice, _ bundle: ModelBundle, _ mine: Int) async {
        do {
            let loaded = try await loader.load(choice, from: bundle)
            guard mine == generation else { return }
            model = loaded
            state = .checking(choice)
            let check = try await check(loaded, choice, bundle)
            guard mine == generation else { return }
            checks[choice] = check
            state = .running(choice, check)
            for await frame in try await frames.frames(for: bundle.manifest.preprocessing) {
                guard mine == generation else { return }
                try await classify(frame, loaded.classifier, bundle, mine)
            }
        } catch is CancellationError {
            return
        } catch {
            guard mine == generation else { return }
            let failure =
                error as? Failure
                ?? Failure(
                    .model, "\(choice.variant) does not run on \(choice.delegate): \(error).",
                    remedy: "Pick another setting.")
            state = .failed(choice, failure)
        }
    }

    private func check(_ loaded: LoadedModel, _ choice: Choice, _ bundle: ModelBundle) async throws -> SelfCheck {
        let artifact = bundle.manifest.artifacts.first { $0.variant == choice.variant }
        let rung = artifact?.delegates.first { $0.delegate == choice.delegate }
        return try await SelfCheck.run(
            loaded.classifier, on: bundle.golden, tolerance: rung?.tolerance ?? 0,
            activation: bundle.manifest.model.activation, fellBack: loaded.fellBack)
    }

    private func classify(_ frame: Frame, _ classifier: any Classifier, _ bundle: ModelBundle, _ mine: Int) async throws
    {
        guard !measuring else { return }
        guard stages.takes(under: thermal.policy) else {
            readout.dropped += 1 + frame.dropped
            return
        }
        let start = clock.now()
        let output = try await classifier.scores(of: frame.tensor)
        let answered = clock.now()
        guard mine == generation else { return }
        let scores = Postprocessing.probabilities(output, bundle.manifest.model.activation)
        let top = Postprocessing.best(3, of: scores)
        let ranked = clock.now()
        stages.add(preprocess: frame.preprocessing, inference: answered - start, postprocess: ranked - answered)
        stages.add(frameToResult: ranked - frame.taken, at: ranked)
        guard case .running(_, let check) = state, check.allowsNumbers else { return }
        readout.top = top.enumerated().map { .init(id: $0, label: bundle.labels[$1], probability: scores[$1]) }
        readout.dropped += frame.dropped
        readout.throttled = thermal.policy != .full
        readout.tensor = frame.tensor
        stages.show(in: &readout)
    }

    private func resetStatistics() {
        stages = StageRecorders()
        readout = Readout()
    }

    /// The protocol reports a stage from 100 samples on.
    private func reportable(_ found: LatencyStatistics?) -> LatencyStatistics? {
        found.flatMap { $0.count >= LatencyRecorder.leastSamples ? $0 : nil }
    }
}
