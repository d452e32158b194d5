import ClassifierCore
import CoreMLClassifier
import Foundation
import UIKit

/// This device.
@MainActor
struct Machine {
    /// What it computes on.
    let plan = ComputeUnitPlan(
        devices: PlanReader.devices, systemVersion: ProcessInfo.processInfo.operatingSystemVersion.majorVersion)

    /// For the report.
    var device: DeviceReport.Device {
        .init(
            platform: "ios", manufacturer: "Apple", model: Self.identifier, osVersion: UIDevice.current.systemVersion,
            runtime: "Core ML")
    }

    /// For the report.
    var app: DeviceReport.App {
        let version = Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String
        return .init(name: "mobilekit demo for iOS", version: version ?? "1")
    }

    /// The contract's words for it.
    var thermal: ThermalState {
        switch ProcessInfo.processInfo.thermalState {
        case .nominal: .nominal
        case .fair: .light
        case .serious: .severe
        case .critical: .critical
        @unknown default: .severe
        }
    }

    var lowPower: Bool { ProcessInfo.processInfo.isLowPowerModeEnabled }

    /// Such as `iPhone17,1`: `uname`'s machine, or the simulator's word for what it plays.
    private static var identifier: String {
        let played = ProcessInfo.processInfo.environment["SIMULATOR_MODEL_IDENTIFIER"]
        if let played { return played + " simulator" }
        var names = utsname()
        uname(&names)
        return withUnsafeBytes(of: names.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
