/// The value of a pixel that the network takes, as far as an artifact leaves it to the app; the contract's steps 4 and 5.
public struct Normaliser: Sendable {
    private let mean: [Float]
    private let std: [Float]
    private let reversed: Bool

    /// `(value - mean) / std` in single precision, then the channels in the network's order.
    public init(rule: Preprocessing) {
        mean = rule.mean
        std = rule.std
        reversed = rule.colorOrder == .bgr
    }

    /// H x W x 3 bytes, RGB -> as many floats.
    public func callAsFunction(_ tensor: [UInt8]) -> [Float] {
        var values = [Float](repeating: 0, count: tensor.count)
        for index in tensor.indices {
            let channel = index % 3
            let place = reversed ? index - channel + 2 - channel : index
            values[place] = (Float(tensor[index]) - mean[channel]) / std[channel]
        }
        return values
    }
}

/// Whole numbers of a quantised tensor.
public struct Quantisation: Equatable, Sendable {
    /// Size of a step.
    public let scale: Float
    /// The number that stands for 0.
    public let zeroPoint: Int
    /// Of the tensor's type.
    public let range: ClosedRange<Int>

    /// A tensor's quantisation; `range` is `0...255` for uint8, `-128...127` for int8.
    public init(scale: Float, zeroPoint: Int, range: ClosedRange<Int>) {
        self.scale = scale
        self.zeroPoint = zeroPoint
        self.range = range
    }

    /// `clamp(round_half_even(value / scale) + zeroPoint)`, the division in single precision.
    public func quantised(_ value: Float) -> Int {
        let steps = Double((value / scale).rounded(.toNearestOrEven)) + Double(zeroPoint)
        return Int(min(max(steps, Double(range.lowerBound)), Double(range.upperBound)))
    }

    /// `(number - zeroPoint) * scale`, subtracted as integers, multiplied in single precision.
    public func dequantised(_ number: Int) -> Float { Float(number - zeroPoint) * scale }
}
