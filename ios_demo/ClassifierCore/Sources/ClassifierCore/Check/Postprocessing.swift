import Foundation

/// Network output to answer; the contract's README, "From output to answer".
public enum Postprocessing {
    /// `exp(x - max) / sum` in double, rounded to single precision.
    public static func softmax(_ logits: [Float]) -> [Float] {
        let top = Double(logits.max() ?? 0)
        let powers = logits.map { exp(Double($0) - top) }
        let sum = powers.reduce(0, +)
        return powers.map { Float($0 / sum) }
    }

    /// Softmax for `logits`; what already is `softmax` or `sigmoid` stays as it is.
    public static func probabilities(_ output: [Float], _ activation: Manifest.Activation) -> [Float] {
        activation == .logits ? softmax(output) : output
    }

    /// Indices of the `count` best scores, best first, equal ones by the lower index, NaN last.
    public static func best(_ count: Int, of scores: [Float]) -> [Int] {
        Array(scores.indices.sorted { precedes(scores[$0], $0, scores[$1], $1) }.prefix(count))
    }

    private static func precedes(_ one: Float, _ first: Int, _ other: Float, _ second: Int) -> Bool {
        if one.isNaN || other.isNaN { return one.isNaN == other.isNaN ? first < second : other.isNaN }
        return one == other ? first < second : one > other
    }

    /// The answer to compare: the best class, or yes (1) or no (0) of a network with one output.
    public static func answer(_ scores: [Float], _ activation: Manifest.Activation) -> Int {
        guard scores.count == 1 else { return best(1, of: scores).first ?? 0 }
        return scores[0] >= (activation == .logits ? 0 : 0.5) ? 1 : 0
    }
}
