import ClassifierCore
import Foundation

/// Figures and states as words: what the screen shows, and what VoiceOver says instead.
public enum Wording {
    /// `1.23 ms`; two decimals below ten, one above.
    public static func milliseconds(_ nanoseconds: Int) -> String {
        let value = Double(nanoseconds) / 1e6
        return String(format: value < 10 ? "%.2f ms" : "%.1f ms", value)
    }

    /// `87 %`.
    public static func percent(_ share: Float) -> String { "\(Int((share * 100).rounded())) %" }

    /// A line of the answer, spoken.
    public static func spoken(_ line: Readout.Line) -> String {
        "\(line.id + 1): \(line.label), \(Int((line.probability * 100).rounded())) percent"
    }

    /// A stage's latency, spoken.
    public static func spoken(_ stage: String, _ found: LatencyStatistics) -> String {
        let words = [found.p50, found.p90, found.p99].map { milliseconds($0) }
        return "\(stage): half within \(words[0]), nine in ten within \(words[1]), 99 in 100 within \(words[2]), "
            + "of \(found.count) samples"
    }

    /// The badge of a verdict; `nil` stands for no check yet.
    public static func badge(_ check: SelfCheck?) -> String {
        check.map { $0.verdict == .fellBack ? "FELL BACK" : $0.verdict.rawValue } ?? "Not checked"
    }

    /// What a verdict means.
    public static func meaning(_ verdict: SelfCheck.Verdict) -> String {
        switch verdict {
        case .pass: "Every answer is that of the source model, within the tolerance."
        case .drift: "Every first answer is right, but some outputs differ by more than the tolerance."
        case .wrong: "At least one first answer differs from the source model's."
        case .fellBack: "Other compute units ran than those asked for."
        }
    }

    /// A setting of `MLComputeUnits`, for people.
    public static func units(_ delegate: String) -> String {
        switch delegate {
        case "cpuAndNeuralEngine": "Neural Engine"
        case "cpuAndGPU": "GPU"
        case "cpuOnly": "CPU"
        default: delegate
        }
    }

    /// Why no number is shown; `nil` where numbers are.
    public static func withheld(_ state: SessionState) -> String? {
        switch state {
        case .running(_, let check) where check.allowsNumbers: nil
        case .running: "These compute units give wrong answers. Their numbers mean nothing and are not shown."
        case .loading: "Compiling and loading. Numbers follow after the self-check."
        case .checking: "Checking the answers to the golden images. Numbers follow."
        case .idle: "No number without a check: nothing is loaded."
        case .failed(_, let failure): failure.sentence
        }
    }

    /// Heat, for people.
    public static func thermal(_ state: ThermalState) -> String { state.rawValue.capitalized }
}
