/// Stored pixels to the network's height x width x 3 bytes, bit for bit as the contract has it; no allocation per frame.
///
/// One rule, and one shape of picture at a time: the weights and the working memory are kept until the shape changes.
/// Not `Sendable`: it belongs to the queue that the camera calls back on.
public final class FramePreprocessor {
    /// The rule it was made for.
    public let rule: Preprocessing
    private var plan: ResizePlan?

    /// A preprocessor for `rule`.
    public init(rule: Preprocessing) {
        self.rule = rule
    }

    /// Bytes of a tensor.
    public var byteCount: Int { rule.height * rule.width * 3 }

    /// Rotates, crops and resizes `pixels` into `tensor`, RGB; `false` where either is too small for its shape.
    public func run(
        _ pixels: UnsafeRawBufferPointer, _ shape: StoredShape, into tensor: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard pixels.count >= shape.byteCount, tensor.count >= byteCount else { return false }
        guard let source = pixels.baseAddress, let target = tensor.baseAddress else { return false }
        if plan?.shape != shape { plan = ResizePlan(shape: shape, rule: rule) }
        plan?.run(source.assumingMemoryBound(to: UInt8.self), target.assumingMemoryBound(to: UInt8.self))
        return true
    }

    /// The same for pictures in arrays: where speed does not count.
    public func tensor(_ pixels: [UInt8], _ shape: StoredShape) -> [UInt8]? {
        var tensor = [UInt8](repeating: 0, count: byteCount)
        let done = tensor.withUnsafeMutableBytes { target in pixels.withUnsafeBytes { run($0, shape, into: target) } }
        return done ? tensor : nil
    }
}
