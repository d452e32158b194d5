/// What this device's self-checks found and measured; the contract's "Device reports".
public struct DeviceReport: Equatable, Sendable {
    /// sha256 of the bundle's SHA256SUMS.
    public let bundle: String
    /// The manifest's `model.name`.
    public let model: String
    /// This machine.
    public let device: Device
    /// This program.
    public let app: App
    /// One per variant and rung, no pair twice.
    public let results: [Result]

    /// A machine.
    public struct Device: Equatable, Sendable {
        /// `ios`, `macos` or `linux`.
        public let platform: String
        /// Who made it.
        public let manufacturer: String
        /// Such as `iPhone17,1`.
        public let model: String
        /// Such as `18.6`.
        public let osVersion: String
        /// Such as `Core ML`.
        public let runtime: String

        /// A machine.
        public init(platform: String, manufacturer: String, model: String, osVersion: String, runtime: String) {
            self.platform = platform
            self.manufacturer = manufacturer
            self.model = model
            self.osVersion = osVersion
            self.runtime = runtime
        }
    }

    /// A program.
    public struct App: Equatable, Sendable {
        /// For people.
        public let name: String
        /// For people.
        public let version: String

        /// A program.
        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// A rung that was asked for, and what came of it.
    public struct Result: Equatable, Sendable {
        /// Such as `coreml-float16`.
        public let variant: String
        /// The rung.
        public let delegate: String
        /// What was found.
        public let check: SelfCheck
        /// What was measured; left out where an answer is wrong.
        public let latency: Latency?

        /// A result.
        public init(variant: String, delegate: String, check: SelfCheck, latency: Latency?) {
            self.variant = variant
            self.delegate = delegate
            self.check = check
            self.latency = check.allowsNumbers ? latency : nil
        }
    }

    /// Latency of what ran.
    public struct Latency: Equatable, Sendable {
        /// Load and compile, cold, nanoseconds.
        public let load: Int
        /// Stages but the camera's.
        public let benchmark: Benchmark
        /// From a camera's frame to its answer; `nil` where no camera ran.
        public let frameToResult: LatencyStatistics?
        /// Frames the camera delivered and nothing classified.
        public let framesDropped: Int
        /// The hottest of any sample; `nil` where the system does not say.
        public let thermal: ThermalState?
        /// Whether the device saved power during any.
        public let lowPower: Bool

        /// Of a benchmark run.
        public init(
            load: Int, benchmark: Benchmark, frameToResult: LatencyStatistics? = nil, framesDropped: Int = 0,
            thermal: ThermalState?, lowPower: Bool
        ) {
            self.load = load
            self.benchmark = benchmark
            self.frameToResult = frameToResult
            self.framesDropped = framesDropped
            self.thermal = thermal
            self.lowPower = lowPower
        }
    }

    /// A report.
    public init(bundle: String, model: String, device: Device, app: App, results: [Result]) {
        self.bundle = bundle
        self.model = model
        self.device = device
        self.app = app
        self.results = results
    }

    /// The file's text, in the contract's JSON.
    public var json: String { JSONWriter.text(content) + "\n" }

    private var content: JSON {
        .make([
            ("schema_version", .integer(1)),
            ("bundle", .make(bundle)),
            ("model", .make(model)),
            (
                "device",
                .make([
                    ("platform", .make(device.platform)), ("manufacturer", .make(device.manufacturer)),
                    ("model", .make(device.model)), ("os_version", .make(device.osVersion)),
                    ("runtime", .make(device.runtime)),
                ])
            ),
            ("app", .make([("name", .make(app.name)), ("version", .make(app.version))])),
            ("results", .list(results.map(Self.result))),
        ])
    }

    private static func result(_ result: Result) -> JSON {
        .make([
            ("variant", .make(result.variant)),
            ("delegate", .make(result.delegate)),
            ("ran_on", .make(result.check.fellBack?.ranOn ?? result.delegate)),
            ("verdict", .make(result.check.verdict.rawValue)),
            ("reason", .make(result.check.reason)),
            ("tolerance", .double(result.check.tolerance)),
            (
                "images",
                .list(
                    result.check.answers.map {
                        .make([
                            ("path", .make($0.path)), ("top1", .integer($0.top1)),
                            ("max_abs_difference", .double($0.maxAbsDifference)),
                        ])
                    })
            ),
            ("latency", result.latency.map(Self.latency) ?? .null),
        ])
    }

    private static func latency(_ latency: Latency) -> JSON {
        .make([
            ("load_ns", .integer(latency.load)),
            ("first_ns", .integer(latency.benchmark.first)),
            ("warmups", .integer(latency.benchmark.warmups)),
            ("preprocess", stage(latency.benchmark.preprocess)),
            ("inference", stage(latency.benchmark.inference)),
            ("postprocess", stage(latency.benchmark.postprocess)),
            ("frame_to_result", latency.frameToResult.map(stage) ?? .null),
            ("frames_dropped", .integer(latency.framesDropped)),
            ("thermal", .make(latency.thermal?.rawValue ?? "unknown")),
            ("low_power", .bool(latency.lowPower)),
        ])
    }

    private static func stage(_ found: LatencyStatistics) -> JSON {
        .make([
            ("p50_ns", .integer(found.p50)), ("p90_ns", .integer(found.p90)), ("p99_ns", .integer(found.p99)),
            ("n", .integer(found.count)),
        ])
    }
}
