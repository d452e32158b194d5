import ClassifierCore

/// What was picked to run.
public struct Choice: Hashable, Sendable {
    /// Such as `coreml-float16`.
    public let variant: String
    /// A rung of its ladder.
    public let delegate: String

    /// A choice.
    public init(variant: String, delegate: String) {
        self.variant = variant
        self.delegate = delegate
    }
}

/// The life of a session.
///
///     idle -> loading -> checking -> running
///               |           |          |
///               +-----------+----------+--> failed
///
/// `choose` leads from everywhere to loading, `stop` to idle. Numbers are shown in `running` only, and only where the
/// self-check allows them.
public enum SessionState: Equatable, Sendable {
    /// Nothing is loaded.
    case idle
    /// A model is being compiled and loaded.
    case loading(Choice)
    /// The golden pictures are being asked.
    case checking(Choice)
    /// Frames are classified.
    case running(Choice, SelfCheck)
    /// It cannot go on: a sentence, and what to do.
    case failed(Choice?, Failure)

    /// What is loaded or being loaded.
    public var choice: Choice? {
        switch self {
        case .idle: nil
        case .loading(let choice), .checking(let choice), .running(let choice, _): choice
        case .failed(let choice, _): choice
        }
    }
}

/// Why a session cannot go on.
public struct Failure: Error, Equatable, Sendable {
    /// Where it came from: what the screen shows differs.
    public enum Kind: Equatable, Sendable { case bundle, model, cameraDenied, cameraMissing, tooHot }

    /// Where it came from.
    public let kind: Kind
    /// What is wrong.
    public let sentence: String
    /// What to do.
    public let remedy: String

    /// A failure.
    public init(_ kind: Kind, _ sentence: String, remedy: String) {
        self.kind = kind
        self.sentence = sentence
        self.remedy = remedy
    }

    /// A bundle that no reader takes.
    public init(_ refusal: Refusal) {
        self.init(.bundle, refusal.sentence, remedy: refusal.remedy)
    }
}

/// What the screen shows of the frames: nothing of it before the self-check.
public struct Readout: Equatable, Sendable {
    /// One line of the answer.
    public struct Line: Equatable, Sendable, Identifiable {
        /// Place among the answers, from 0.
        public let id: Int
        /// Of the class.
        public let label: String
        /// 0...1.
        public let probability: Float
    }

    /// Best first, three at most.
    public var top: [Line] = []
    /// Frame to tensor.
    public var preprocess: LatencyStatistics?
    /// Tensor to scores.
    public var inference: LatencyStatistics?
    /// Scores to the ranked answer.
    public var postprocess: LatencyStatistics?
    /// Camera to answer.
    public var frameToResult: LatencyStatistics?
    /// Answers a second over the last of them; 0 before the second.
    public var framesPerSecond: Double = 0
    /// Delivered and not classified.
    public var dropped = 0
    /// Whether heat slows the device: the numbers are marked.
    public var throttled = false
    /// What the model saw last: height x width x 3 bytes, RGB.
    public var tensor: [UInt8] = []

    /// Nothing yet.
    public init() {}
}
