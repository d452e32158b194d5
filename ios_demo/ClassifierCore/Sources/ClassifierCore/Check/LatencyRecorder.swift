/// Latency by the protocol that both phones and the kit share: warm-ups apart, whole nanoseconds, nearest rank.
public struct LatencyRecorder: Equatable, Sendable {
    /// Runs that are not counted.
    public let warmups: Int
    /// Samples kept at most: the newest.
    public let capacity: Int
    private var skipped = 0
    private var samples: [Int] = []
    private var next = 0

    /// Fewest warm-ups of the protocol.
    public static let leastWarmups = 10
    /// Fewest samples of the protocol.
    public static let leastSamples = 100

    /// An empty recorder.
    public init(warmups: Int = leastWarmups, capacity: Int = 1_000) {
        self.warmups = warmups
        self.capacity = max(1, capacity)
        samples.reserveCapacity(self.capacity)
    }

    /// Adds one run; what is no duration is left out.
    public mutating func add(nanoseconds: Int) {
        guard nanoseconds >= 0 else { return }
        guard skipped >= warmups else {
            skipped += 1
            return
        }
        if samples.count < capacity {
            samples.append(nanoseconds)
        } else {
            samples[next] = nanoseconds
            next = (next + 1) % capacity
        }
    }

    /// Forgets everything, warm-ups too: for another model, delegate or thermal state.
    public mutating func reset() {
        skipped = 0
        samples.removeAll(keepingCapacity: true)
        next = 0
    }

    /// How many samples count.
    public var count: Int { samples.count }

    /// Percentiles of the samples; `nil` where there are none.
    public var statistics: LatencyStatistics? { LatencyStatistics(samples) }
}

/// Percentiles of a stage, nanoseconds.
public struct LatencyStatistics: Equatable, Sendable {
    /// Median.
    public let p50: Int
    /// 90th percentile.
    public let p90: Int
    /// 99th percentile.
    public let p99: Int
    /// How many samples.
    public let count: Int

    /// `nil` for no samples.
    public init?(_ samples: [Int]) {
        guard !samples.isEmpty else { return nil }
        let sorted = samples.sorted()
        p50 = Self.nearestRank(sorted, 50)
        p90 = Self.nearestRank(sorted, 90)
        p99 = Self.nearestRank(sorted, 99)
        count = sorted.count
    }

    /// The smallest value that at least `percent` % of the sorted values do not exceed.
    static func nearestRank(_ sorted: [Int], _ percent: Int) -> Int {
        sorted[max(0, (percent * sorted.count + 99) / 100 - 1)]
    }
}
