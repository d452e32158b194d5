/// The weights of one resize pass along a line: Pillow's 8-bit antialiased bilinear, as the contract's step 3 has it.
struct FilterLine: Sendable {
    /// First pixel that each value reads.
    let first: [Int32]
    /// How many it reads.
    let count: [Int32]
    /// `stride` weights a value, in units of 2^-22; those beyond `count` are 0.
    let weights: [Int32]
    /// Most pixels that a value reads.
    let stride: Int
    /// Whether the line stays as it is.
    let isIdentity: Bool

    /// The sum starts at one half, and is shifted right by this.
    static let bits: Int32 = 22

    /// Along `length` pixels, from the ends `start`, `end` of the box to `size` values.
    init(length: Int, start: Int, end: Int, size: Int) {
        let low = Float(start)
        let scale = Double(Float(end) - low) / Double(size)
        let support = max(scale, 1)
        let stride = Int(support.rounded(.up)) * 2 + 1
        var first: [Int32] = []
        var count: [Int32] = []
        var weights = [Int32](repeating: 0, count: size * stride)
        for index in 0..<size {
            let centre = Double(low) + (Double(index) + 0.5) * scale
            let begin = max(0, Int(centre - support + 0.5))
            let raw = Self.raw(begin, min(length, Int(centre + support + 0.5)), centre, 1 / support)
            let sum = raw.reduce(0, +)
            for (offset, weight) in raw.enumerated() {
                weights[index * stride + offset] = Int32(0.5 + weight / sum * Double(1 << Self.bits))
            }
            first.append(Int32(begin))
            count.append(Int32(raw.count))
        }
        self.first = first
        self.count = count
        self.weights = weights
        self.stride = stride
        isIdentity = size == length && start == 0 && end == length
    }

    /// Triangle weights of the pixels `begin..<end`.
    private static func raw(_ begin: Int, _ end: Int, _ centre: Double, _ inverse: Double) -> [Double] {
        (begin..<max(begin, end)).map { pixel in
            let distance = abs((Double(pixel) - centre + 0.5) * inverse)
            return distance < 1 ? 1 - distance : 0
        }
    }

    /// The pixels that any value reads.
    var range: Range<Int> {
        let ends = zip(first, count).map { Int($0 + $1) }
        return Int(first.min() ?? 0)..<(ends.max() ?? 0)
    }
}
