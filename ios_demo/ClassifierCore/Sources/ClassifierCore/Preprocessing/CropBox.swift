/// The centre crop in the upright picture, whole pixels; the contract's README, "From picture to tensor", step 2.
public struct CropBox: Equatable, Sendable {
    /// Left edge.
    public let x0: Int
    /// Upper edge.
    public let y0: Int
    /// Right edge, not part of it.
    public let x1: Int
    /// Lower edge, not part of it.
    public let y1: Int

    /// The box of a picture of `width` x `height` pixels: the input's aspect ratio, the limiting side scaled.
    public init(width: Int, height: Int, rule: Preprocessing) {
        let boxWidth: Int
        let boxHeight: Int
        if width * rule.height >= height * rule.width {
            boxHeight = max(1, Int(rule.cropFraction * Double(height)))
            boxWidth = max(1, min(width, Int(Double(boxHeight) * (Double(rule.width) / Double(rule.height)))))
        } else {
            boxWidth = max(1, Int(rule.cropFraction * Double(width)))
            boxHeight = max(1, min(height, Int(Double(boxWidth) * (Double(rule.height) / Double(rule.width)))))
        }
        x0 = (width - boxWidth) / 2
        y0 = (height - boxHeight) / 2
        x1 = x0 + boxWidth
        y1 = y0 + boxHeight
    }
}
