/// Where Core ML says that it would run a model's operations: a plan, not a measurement.
///
/// What ran is for the self-check and the latency to say; Core ML has no way of asking afterwards.
public struct PlannedDevices: Equatable, Sendable {
    /// One operation of the model.
    public struct Operation: Equatable, Sendable {
        /// Such as `ios16.conv`.
        public let name: String
        /// Where it would run; `nil` where Core ML does not say, as for constants.
        public let preferred: ComputeUnitPlan.Device?

        /// An operation.
        public init(name: String, preferred: ComputeUnitPlan.Device?) {
            self.name = name
            self.preferred = preferred
        }
    }

    /// Operations that have a device, in the model's order.
    public let operations: [Operation]

    /// A plan of `operations`; those without a device are left out.
    public init(_ operations: [Operation]) {
        self.operations = operations.filter { $0.preferred != nil }
    }

    /// How many operations would run on `device`.
    public func count(on device: ComputeUnitPlan.Device) -> Int { operations.count { $0.preferred == device } }

    /// How often the work would go from one device to another: each time costs a copy.
    public var changes: Int { zip(operations, operations.dropFirst()).count { $0.preferred != $1.preferred } }

    /// Names of the operations off `device`, each once, in the model's order.
    public func names(off device: ComputeUnitPlan.Device) -> [String] {
        var seen: Set<String> = []
        return operations.filter { $0.preferred != device && seen.insert($0.name).inserted }.map(\.name)
    }

    /// For people: every device that has some of it, the busiest first.
    public var sentence: String {
        let shares = ComputeUnitPlan.Device.allCases.map { ($0, count(on: $0)) }.filter { $0.1 > 0 }
        guard !shares.isEmpty else { return "Planned: Core ML does not say." }
        let words = shares.sorted { $0.1 > $1.1 }.map { "\($0.1) on the \($0.0.spoken)" }
        return "Planned: \(words.joined(separator: ", ")) of \(operations.count) operations."
    }
}

extension ComputeUnitPlan.Device {
    /// For people.
    public var spoken: String {
        switch self {
        case .cpu: "CPU"
        case .gpu: "GPU"
        case .neuralEngine: "Neural Engine"
        }
    }
}
