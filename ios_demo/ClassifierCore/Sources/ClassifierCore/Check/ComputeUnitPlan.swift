/// Which compute units to load a model with: what was asked for, or what this device has instead, and why.
///
/// `MLModelConfiguration.computeUnits` takes one of four settings; the ladder leaves `all` out, since with it a result
/// could be laid at neither accelerator's door.
public struct ComputeUnitPlan: Equatable, Sendable {
    /// A kind of device that Core ML computes on.
    public enum Device: String, CaseIterable, Sendable { case cpu, gpu, neuralEngine }

    /// What this machine has.
    public let devices: Set<Device>
    /// Major version of its system.
    public let systemVersion: Int

    /// A plan for a machine.
    public init(devices: Set<Device>, systemVersion: Int) {
        self.devices = devices
        self.systemVersion = systemVersion
    }

    /// What to load for the rung `delegate` of `ladder`: that rung, or the last one (the CPU) and the reason.
    ///
    /// `nil` where the ladder has no such rung.
    public func resolve(_ delegate: String, in ladder: [Manifest.Rung]) -> (rung: Manifest.Rung, fellBack: FallBack?)? {
        guard let asked = ladder.first(where: { $0.delegate == delegate }), let last = ladder.last else { return nil }
        guard let obstacle = obstacle(to: asked), asked != last else { return (asked, nil) }
        return (last, FallBack(from: asked.delegate, to: last.delegate, because: obstacle))
    }

    /// The first rung that this machine can run as it is asked for.
    public func best(of ladder: [Manifest.Rung]) -> Manifest.Rung? {
        ladder.first { obstacle(to: $0) == nil } ?? ladder.last
    }

    private func obstacle(to rung: Manifest.Rung) -> String? {
        if let minimum = rung.minimumIOS, let major = Int(minimum.prefix { $0 != "." }), systemVersion < major {
            return "needs iOS \(minimum)"
        }
        switch rung.delegate {
        case "cpuAndNeuralEngine" where !devices.contains(.neuralEngine): return "this device has no Neural Engine"
        case "cpuAndGPU" where !devices.contains(.gpu): return "this device has no GPU that Core ML uses"
        case "cpuAndNeuralEngine", "cpuAndGPU", "cpuOnly": return nil
        default: return "this app does not know the setting"
        }
    }
}
