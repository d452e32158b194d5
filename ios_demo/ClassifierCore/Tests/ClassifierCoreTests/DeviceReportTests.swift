import ClassifierCore
import TestSupport
import Testing

@Suite struct DeviceReportTests {
    private let device = DeviceReport.Device(
        platform: "ios", manufacturer: "Apple", model: "iPhone17,1", osVersion: "18.6", runtime: "Core ML")

    private func report(_ outputs: [[Float]], fellBack: FallBack? = nil, timed: Bool = true) async throws
        -> DeviceReport
    {
        let bundle = try TinyBundle().opened()
        let check = SelfCheck(
            bundle.golden, outputs: outputs, tolerance: 0.06, activation: .softmax, fellBack: fellBack)
        let benchmark = try await Benchmark.run(
            FakeClassifier(bundle.golden), on: bundle.golden, rule: bundle.manifest.preprocessing,
            activation: .softmax, clock: ManualClock())
        let latency = try DeviceReport.Latency(
            load: 5_000_000, benchmark: #require(benchmark), thermal: .light, lowPower: true)
        return DeviceReport(
            bundle: bundle.identity, model: "ti\"n\\y\n", device: device, app: .init(name: "demo", version: "1"),
            results: [
                .init(
                    variant: "coreml-float16", delegate: "cpuAndNeuralEngine", check: check,
                    latency: timed ? latency : nil)
            ])
    }

    @Test func whatIsWrittenReadsBackByTheContractsReader() async throws {
        let written = try await report(TinyBundle.reference)
        let json = try JSON.read(Array(written.json.utf8), file: "report")
        #expect(json["schema_version"] == .integer(1))
        #expect(json["bundle"].string == written.bundle)
        #expect(json["model"].string == "ti\"n\\y\n")
        let result = json["results"].items[0]
        #expect(result["verdict"].string == "PASS")
        #expect(result["reason"].string.isEmpty)
        #expect(result["ran_on"].string == "cpuAndNeuralEngine")
        #expect(result["tolerance"] == .double(0.06))
        #expect(result["images"].items.map { $0["path"].string } == ["golden/a.ppm", "golden/b.ppm"])
        let latency = result["latency"]
        #expect(latency["warmups"].int == 10)
        #expect(latency["inference"]["n"].int == 100)
        #expect(latency["inference"]["p50_ns"].int == 1_000)
        #expect(latency["frame_to_result"] == .null)
        #expect(latency["thermal"].string == "light")
        #expect(latency["low_power"] == .bool(true))
    }

    @Test func wrongAnswersHaveNoLatency() async throws {
        let written = try await report([[0, 1, 0], [0, 1, 0]])
        let result = try JSON.read(Array(written.json.utf8), file: "report")["results"].items[0]
        #expect(result["verdict"].string == "WRONG")
        #expect(result["latency"] == .null)
        #expect(result["images"].items.map { $0["top1"].int } == [1, 1])
    }

    @Test func aFallBackNamesWhatRan() async throws {
        let back = FallBack(from: "cpuAndNeuralEngine", to: "cpuOnly", because: "this device has no Neural Engine")
        let written = try await report(TinyBundle.reference, fellBack: back)
        let result = try JSON.read(Array(written.json.utf8), file: "report")["results"].items[0]
        #expect(result["verdict"].string == "FELL_BACK")
        #expect(result["ran_on"].string == "cpuOnly")
        #expect(result["reason"].string == "cpuAndNeuralEngine -> cpuOnly: this device has no Neural Engine")
        #expect(result["latency"] != .null)
    }

    @Test func noNumberBecomesTheContractsOwn() async throws {
        let written = try await report([[.nan, 0, 0], [0.1, 0.3, 0.6]], timed: false)
        let result = try JSON.read(Array(written.json.utf8), file: "report")["results"].items[0]
        #expect(result["images"].items[0]["max_abs_difference"] == .double(1e30))
    }
}

@Suite struct BenchmarkTests {
    private let rule = Preprocessing(height: 1, width: 1)

    private func measured(_ length: Benchmark.Length = .init(), step: Int = 1, cases: [GoldenCase]? = nil) async throws
        -> Benchmark?
    {
        let one = GoldenCase(path: "p", tensor: [1, 2, 3], reference: [1], top5: [0])
        return try await Benchmark.run(
            FakeClassifier([]), on: cases ?? [one], rule: rule, activation: .softmax, clock: ManualClock(step: step),
            length: length)
    }

    @Test func stagesAreTimedApartAndWarmUpsLeftOut() async throws {
        let found = try #require(try await measured(.init(warmups: 3, runs: 20), step: 7))
        #expect(found.preprocess.p50 == 7)
        #expect(found.inference.p99 == 7)
        #expect(found.postprocess.count == 20)
        #expect(found.samples.count == 20)
        #expect(found.warmups == 3)
        #expect(found.first == 7)
    }

    @Test func noRunsAndNoPicturesAreNoBenchmark() async throws {
        let noRuns = try await measured(.init(runs: 0))
        #expect(noRuns == nil)
        let noPictures = try await measured(cases: [])
        #expect(noPictures == nil)
    }

    @Test func theProtocolsLengthIsTheDefault() async throws {
        let found = try #require(try await measured())
        #expect(found.warmups == 10)
        #expect(found.inference.count == 100)
    }

    @Test func everyPictureIsMadeIntoItsTensorAgain() async throws {
        let bundle = try TinyBundle().opened()
        // Answers wrongly unless it is asked for exactly the golden tensors, so a wrong preparation shows.
        struct Strict: Classifier {
            let known: Set<[UInt8]>
            struct Unknown: Error {}
            func scores(of tensor: [UInt8]) async throws -> [Float] {
                guard known.contains(tensor) else { throw Unknown() }
                return [1]
            }
        }
        let stripped = bundle.golden.map {
            GoldenCase(path: $0.path, tensor: [], reference: $0.reference, top5: $0.top5, stored: $0.stored)
        }
        let found = try await Benchmark.run(
            Strict(known: Set(bundle.golden.map(\.tensor))), on: stripped, rule: bundle.manifest.preprocessing,
            activation: .softmax, clock: ManualClock(), length: .init(warmups: 0, runs: 4))
        #expect(found?.samples.count == 4)
    }

    @Test func aCancelledBenchmarkStops() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await measured()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func theSystemsClockGoesForward() {
        let clock = UptimeClock()
        let first = clock.now()
        #expect(clock.now() >= first)
    }
}

@Suite struct ComputeUnitPlanTests {
    private let ladder = [
        Manifest.Rung(delegate: "cpuAndNeuralEngine", tolerance: 0.1, minimumIOS: "16.0"),
        Manifest.Rung(delegate: "cpuAndGPU", tolerance: 0.1),
        Manifest.Rung(delegate: "cpuOnly", tolerance: 0.1),
    ]

    @Test func whatIsThereRunsAsAskedFor() throws {
        let plan = ComputeUnitPlan(devices: [.cpu, .gpu, .neuralEngine], systemVersion: 18)
        for rung in ladder {
            let found = try #require(plan.resolve(rung.delegate, in: ladder))
            #expect(found.rung == rung)
            #expect(found.fellBack == nil)
        }
        #expect(plan.best(of: ladder)?.delegate == "cpuAndNeuralEngine")
    }

    @Test func aMissingAcceleratorFallsBackToTheCPUAndSaysWhy() throws {
        let plan = ComputeUnitPlan(devices: [.cpu], systemVersion: 18)
        let engine = try #require(plan.resolve("cpuAndNeuralEngine", in: ladder))
        #expect(engine.rung.delegate == "cpuOnly")
        #expect(engine.fellBack?.sentence == "cpuAndNeuralEngine -> cpuOnly: this device has no Neural Engine")
        #expect(plan.resolve("cpuAndGPU", in: ladder)?.fellBack?.why == "this device has no GPU that Core ML uses")
        #expect(plan.best(of: ladder)?.delegate == "cpuOnly")
    }

    @Test func anOlderSystemFallsBack() {
        let plan = ComputeUnitPlan(devices: [.cpu, .neuralEngine], systemVersion: 15)
        #expect(plan.resolve("cpuAndNeuralEngine", in: ladder)?.fellBack?.why == "needs iOS 16.0")
    }

    @Test func aSettingOfTheFutureFallsBackAndAStrangeOneIsNone() {
        let plan = ComputeUnitPlan(devices: Set(ComputeUnitPlan.Device.allCases), systemVersion: 18)
        let future = [Manifest.Rung(delegate: "quantum", tolerance: 0)] + ladder
        #expect(plan.resolve("quantum", in: future)?.fellBack?.why == "this app does not know the setting")
        #expect(plan.resolve("cpuOnlyy", in: ladder) == nil)
        #expect(plan.best(of: []) == nil)
    }
}

@Suite struct ThermalTests {
    @Test func heatHasAnOrderAndAPolicy() {
        #expect(ThermalState.allCases.sorted() == [.nominal, .light, .moderate, .severe, .critical])
        #expect(ThermalState.allCases.map(\.policy) == [.full, .full, .marked, .halved, .stopped])
    }
}
