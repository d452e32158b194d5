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
        let tensor = bundle.golden[0].tensor
        let benchmark = try await Benchmark.run(
            FakeClassifier(bundle.golden), activation: .softmax, clock: ManualClock()
        ) { _ in tensor }
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
    @Test func stagesAreTimedApartAndWarmUpsLeftOut() async throws {
        let found = try #require(
            try await Benchmark.run(
                FakeClassifier([]), activation: .softmax, clock: ManualClock(step: 7), warmups: 3, runs: 20
            ) { _ in [] })
        #expect(found.preprocess.p50 == 7)
        #expect(found.inference.p99 == 7)
        #expect(found.postprocess.count == 20)
        #expect(found.samples.count == 20)
        #expect(found.warmups == 3)
        #expect(found.first == 7)
    }

    @Test func noRunsAreNoBenchmark() async throws {
        let found = try await Benchmark.run(FakeClassifier([]), activation: .softmax, clock: ManualClock(), runs: 0) {
            _ in []
        }
        #expect(found == nil)
    }

    @Test func aCancelledBenchmarkStops() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Benchmark.run(FakeClassifier([]), activation: .softmax, clock: ManualClock()) { _ in [] }
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
