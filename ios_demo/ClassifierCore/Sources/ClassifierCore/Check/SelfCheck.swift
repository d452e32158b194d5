/// What was asked for, what ran, and why.
public struct FallBack: Equatable, Sendable {
    /// The rung that was asked for.
    public let delegate: String
    /// The rung that ran.
    public let ranOn: String
    /// The cause, without a full stop.
    public let why: String

    /// A fall-back from `delegate` to `ranOn`.
    public init(from delegate: String, to ranOn: String, because why: String) {
        self.delegate = delegate
        self.ranOn = ranOn
        self.why = why
    }

    /// For people.
    public var sentence: String { "\(delegate) -> \(ranOn): \(why)" }
}

/// The golden self-check: a delegate's answers against the source model's, before any number is shown.
public struct SelfCheck: Equatable, Sendable {
    /// What it found.
    public enum Verdict: String, Sendable {
        /// Every first answer is the reference's, and every output within the tolerance.
        case pass = "PASS"
        /// Every first answer is the reference's, but an output is outside the tolerance.
        case drift = "DRIFT"
        /// A first answer differs.
        case wrong = "WRONG"
        /// What was asked for is not what ran.
        case fellBack = "FELL_BACK"
    }

    /// Why there is nothing to compare.
    public enum Problem: Error, Equatable, Sendable {
        /// The model has another number of outputs than the reference.
        case outputs(found: Int, wanted: Int)
    }

    /// The answer to one golden picture.
    public struct Answer: Equatable, Sendable {
        /// Of the picture, in the bundle.
        public let path: String
        /// The best class.
        public let top1: Int
        /// From the reference outputs; `notANumber` where an output is none.
        public let maxAbsDifference: Double
        /// Whether `top1` is the reference's.
        public let agrees: Bool
    }

    /// What stands in a report for a difference that is no number.
    public static let notANumber = 1e30

    /// One per golden picture, in the bundle's order.
    public let answers: [Answer]
    /// Largest difference that still passes.
    public let tolerance: Double
    /// What ran instead; `nil` where what was asked for did.
    public let fellBack: FallBack?

    /// Compares `outputs` (a row per case) with the cases' references.
    public init(
        _ cases: [GoldenCase], outputs: [[Float]], tolerance: Double, activation: Manifest.Activation,
        fellBack: FallBack? = nil
    ) {
        answers = zip(cases, outputs).map { Self.answer($0, $1, activation) }
        self.tolerance = tolerance
        self.fellBack = fellBack
    }

    /// Runs every case through `classifier`.
    public static func run(
        _ classifier: some Classifier, on cases: [GoldenCase], tolerance: Double, activation: Manifest.Activation,
        fellBack: FallBack? = nil
    ) async throws -> SelfCheck {
        var outputs: [[Float]] = []
        for one in cases {
            let output = try await classifier.scores(of: one.tensor)
            guard output.count == one.reference.count else {
                throw Problem.outputs(found: output.count, wanted: one.reference.count)
            }
            outputs.append(output)
        }
        return SelfCheck(cases, outputs: outputs, tolerance: tolerance, activation: activation, fellBack: fellBack)
    }

    /// The verdict on the answers, whatever ran.
    public var answersVerdict: Verdict {
        guard !answers.isEmpty, answers.allSatisfy(\.agrees) else { return .wrong }
        return answers.allSatisfy { $0.maxAbsDifference <= tolerance } ? .pass : .drift
    }

    /// FELL_BACK where something else ran, else the verdict on the answers.
    public var verdict: Verdict { fellBack == nil ? answersVerdict : .fellBack }

    /// Whether a latency may be shown: right answers, whoever gave them.
    public var allowsNumbers: Bool { answersVerdict != .wrong }

    /// Largest of all answers.
    public var maxAbsDifference: Double { answers.map(\.maxAbsDifference).max() ?? Self.notANumber }

    /// A sentence; empty for PASS.
    public var reason: String {
        switch verdict {
        case .pass: return ""
        case .fellBack: return fellBack?.sentence ?? ""
        case .drift:
            return "The largest difference is \(rounded(maxAbsDifference)), the tolerance \(rounded(tolerance))."
        case .wrong:
            return "\(answers.count { !$0.agrees }) of \(answers.count) answers differ from the reference's."
        }
    }

    private func rounded(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }

    private static func answer(_ one: GoldenCase, _ output: [Float], _ activation: Manifest.Activation) -> Answer {
        let whole = output.count == one.reference.count && output.allSatisfy(\.isFinite)
        let differences = zip(one.reference, output).map { abs(Double($0) - Double($1)) }
        var top1 = Postprocessing.best(1, of: output).first ?? 0
        if one.reference.count == 1 {
            // Of one output there is no other class to name: 0 is the reference's yes or no, 1 the opposite.
            let answers = [output, one.reference].map { Postprocessing.answer($0, activation) }
            top1 = whole && answers[0] == answers[1] ? 0 : 1
        }
        let far = whole ? differences.max() ?? notANumber : notANumber
        return Answer(path: one.path, top1: top1, maxAbsDifference: far, agrees: top1 == one.top5.first)
    }
}
