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

    /// Makes a tensor for the run of the given number: what the preprocess stage times.
    public typealias Prepare = @Sendable (Int) -> [UInt8]

    /// `nil` where `runs` is 0.
    public static func run(
        _ classifier: some Classifier, activation: Manifest.Activation, clock: some MonotonicClock,
        warmups: Int = LatencyRecorder.leastWarmups, runs: Int = LatencyRecorder.leastSamples, prepare: Prepare
    ) async throws -> Benchmark? {
        var stages = [[Int]](repeating: [], count: 3)
        var first = 0
        for number in 0..<(warmups + runs) {
            try Task.checkCancellation()
            let start = clock.now()
            let tensor = prepare(number)
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
}
