import ClassifierCore

/// Latency of the camera's frames, stage by stage, since the last reset.
struct StageRecorders {
    private var preprocess = LatencyRecorder()
    private var inference = LatencyRecorder()
    private var postprocess = LatencyRecorder()
    private var frameToResult = LatencyRecorder()
    private var answered: [Int] = []
    private var seen = 0

    /// Answers over which frames a second are counted.
    private static let window = 30

    /// Whether the next frame is classified: every one, every second one, none.
    mutating func takes(under policy: ThermalState.Policy) -> Bool {
        seen += 1
        return switch policy {
        case .full, .marked: true
        case .halved: seen % 2 == 1
        case .stopped: false
        }
    }

    mutating func add(preprocess first: Int, inference second: Int, postprocess third: Int) {
        preprocess.add(nanoseconds: first)
        inference.add(nanoseconds: second)
        postprocess.add(nanoseconds: third)
    }

    mutating func add(frameToResult spent: Int, at now: Int) {
        frameToResult.add(nanoseconds: spent)
        answered = answered.suffix(Self.window - 1) + [now]
    }

    func show(in readout: inout Readout) {
        readout.preprocess = preprocess.statistics
        readout.inference = inference.statistics
        readout.postprocess = postprocess.statistics
        readout.frameToResult = frameToResult.statistics
        readout.framesPerSecond = framesPerSecond
    }

    private var framesPerSecond: Double {
        guard let first = answered.first, let last = answered.last, last > first else { return 0 }
        return Double(answered.count - 1) * 1e9 / Double(last - first)
    }
}
