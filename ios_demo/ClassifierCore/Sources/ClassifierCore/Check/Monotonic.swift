import Foundation

/// Time that only goes forward, nanoseconds from any start: what every latency is measured on.
public protocol MonotonicClock: Sendable {
    /// Now.
    func now() -> Int
}

/// The system's: stands still while the device sleeps, as the contract's protocol has it.
public struct UptimeClock: MonotonicClock {
    /// The system's clock.
    public init() {}

    /// Nanoseconds since the system started.
    public func now() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }
}

/// How hot the device is.
public enum ThermalState: String, CaseIterable, Comparable, Sendable {
    case nominal, light, moderate, severe, critical

    /// Whether `one` is cooler.
    public static func < (one: ThermalState, other: ThermalState) -> Bool { one.rank < other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// What the app does about it.
    public var policy: Policy {
        switch self {
        case .nominal, .light: .full
        case .moderate: .marked
        case .severe: .halved
        case .critical: .stopped
        }
    }

    /// From doing nothing to stopping.
    public enum Policy: Sendable {
        /// Every frame.
        case full
        /// Every frame; its numbers are marked as throttled.
        case marked
        /// Every second frame.
        case halved
        /// No frame: the camera closes.
        case stopped
    }
}
