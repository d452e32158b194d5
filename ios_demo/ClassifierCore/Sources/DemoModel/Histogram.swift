/// Samples counted in bins of equal width: what the benchmark's chart draws.
public struct Histogram: Equatable, Sendable {
    /// One bar.
    public struct Bin: Equatable, Identifiable, Sendable {
        /// From the left, from 0.
        public let id: Int
        /// Milliseconds, its own.
        public let start: Double
        /// Milliseconds, the next bin's.
        public let end: Double
        /// How many samples.
        public let count: Int

        /// Where the bar stands.
        public var middle: Double { (start + end) / 2 }
    }

    /// From the fastest to the slowest; the last one holds the slowest sample too. Empty for no samples.
    public let bins: [Bin]

    /// Counts `samples` (nanoseconds) in `count` bins; equal samples give one bin.
    public init(_ samples: [Int], bins count: Int = 24) {
        guard let least = samples.min(), let most = samples.max(), count > 0 else {
            bins = []
            return
        }
        let number = least == most ? 1 : count
        let width = max(Double(most - least) / Double(number), 1)
        var counts = [Int](repeating: 0, count: number)
        for sample in samples { counts[min(Int(Double(sample - least) / width), number - 1)] += 1 }
        bins = counts.enumerated().map { index, count in
            let start = Double(least) + Double(index) * width
            return Bin(id: index, start: start / 1e6, end: (start + width) / 1e6, count: count)
        }
    }
}
