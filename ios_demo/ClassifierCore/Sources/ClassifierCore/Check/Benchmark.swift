/// Latency of one loaded model on the golden pictures, by the protocol: stage by stage, warm-ups apart.
public struct Benchmark: Equatable, Sendable {
    /// The first inference after loading, nanoseconds.
    public let first: Int
    /// Runs that were not counted, the first among them.
    public let warmups: Int
    /// Pixels to tensor.
    public let preprocess: LatencyStatistics
    /// Tensor to scores.
    public let inference: LatencyStatistics
    /// Scores to the ranked answer.
    public let postprocess: LatencyStatistics
    /// Every counted inference in order, nanoseconds: for a histogram.
    public let samples: [Int]

    /// How many runs, and how many before them that are not counted.
    public struct Length: Equatable, Sendable {
        /// Not counted.
        public let warmups: Int
        /// Counted.
        public let runs: Int

        /// The protocol's least, unless told.
        public init(warmups: Int = LatencyRecorder.leastWarmups, runs: Int = LatencyRecorder.leastSamples) {
            self.warmups = warmups
            self.runs = runs
        }
    }

    /// The cases in turn, each from its stored picture on; `nil` without runs or cases.
    public static func run(
        _ classifier: some Classifier, on cases: [GoldenCase], rule: Preprocessing, activation: Manifest.Activation,
        clock: some MonotonicClock, length: Length = Length()
    ) async throws -> Benchmark? {
        guard !cases.isEmpty else { return nil }
        var stages = [[Int]](repeating: [], count: 3)
        var first = 0
        // One a case: a change of shape would make the weights anew, as a camera never asks for.
        let preprocessors = cases.map { _ in FramePreprocessor(rule: rule) }
        let warmups = length.warmups
        for number in 0..<(warmups + length.runs) {
            try Task.checkCancellation()
            let turn = number % cases.count
            let start = clock.now()
            let tensor = Self.tensor(of: cases[turn], preprocessors[turn])
            let prepared = clock.now()
            let scores = try await classifier.scores(of: tensor)
            let answered = clock.now()
            _ = Postprocessing.best(5, of: Postprocessing.probabilities(scores, activation))
            let ranked = clock.now()
            if number == 0 { first = answered - prepared }
            guard number >= warmups else { continue }
            for (stage, spent) in [prepared - start, answered - prepared, ranked - answered].enumerated() {
                stages[stage].append(spent)
            }
        }
        guard let preprocess = LatencyStatistics(stages[0]), let inference = LatencyStatistics(stages[1]),
            let postprocess = LatencyStatistics(stages[2])
        else { return nil }
        return Benchmark(
            first: first, warmups: warmups, preprocess: preprocess, inference: inference, postprocess: postprocess,
            samples: stages[1])
    }

    private static func tensor(of one: GoldenCase, _ preprocessor: FramePreprocessor) -> [UInt8] {
        one.stored.flatMap { preprocessor.tensor($0.pixels, $0.shape) } ?? one.tensor
    }
}
