/// What happens between an upright RGB picture and the network, as numbers.
public struct Preprocessing: Equatable, Sendable {
    /// Of the network's input, pixels.
    public let height: Int
    /// Of the network's input, pixels.
    public let width: Int
    /// Share of the picture's limiting side that the centre crop keeps, above 0, up to 1.
    public let cropFraction: Double
    /// Per channel, red first, on the scale 0...255.
    public let mean: [Float]
    /// Per channel, red first, on the scale 0...255.
    public let std: [Float]
    /// The order in which the network takes the normalised channels.
    public let colorOrder: ColorOrder

    /// The order of channels.
    public enum ColorOrder: String, Sendable {
        case rgb = "RGB"
        case bgr = "BGR"
    }

    /// A rule; `mean` and `std` have three values each.
    public init(
        height: Int, width: Int, cropFraction: Double = 0.875, mean: [Float] = [127.5, 127.5, 127.5],
        std: [Float] = [127.5, 127.5, 127.5], colorOrder: ColorOrder = .rgb
    ) {
        self.height = height
        self.width = width
        self.cropFraction = cropFraction
        self.mean = mean
        self.std = std
        self.colorOrder = colorOrder
    }
}

/// Degrees clockwise that turn a picture upright.
public enum Rotation: Int, CaseIterable, Sendable {
    case none = 0
    case quarter = 90
    case half = 180
    case threeQuarters = 270

    /// Whether width and height change places.
    public var swapsSides: Bool { self == .quarter || self == .threeQuarters }
}
