import ClassifierCore
import Foundation

#if canImport(CoreML)
    import CoreMLClassifier
#endif

/// The self-check of every Core ML variant on every rung of its ladder.
struct Check {
    let bundle: ModelBundle
    let outputs: URL?

    func results() async throws -> [DeviceReport.Result] {
        var found: [DeviceReport.Result] = []
        for artifact in bundle.manifest.artifacts where artifact.format == "coreml" {
            for rung in artifact.delegates {
                let rows = try await rows(of: artifact, on: rung)
                let check = SelfCheck(
                    bundle.golden, outputs: rows, tolerance: rung.tolerance,
                    activation: bundle.manifest.model.activation)
                found.append(.init(variant: artifact.variant, delegate: rung.delegate, check: check, latency: nil))
            }
        }
        return found
    }

    /// One row of scores per golden picture.
    private func rows(of artifact: Manifest.Artifact, on rung: Manifest.Rung) async throws -> [[Float]] {
        guard let outputs else { return try await predicted(artifact, rung) }
        let url = outputs.appending(path: "\(artifact.variant).f32")
        let data = Array(try Data(contentsOf: url))
        let classes = bundle.manifest.model.classes
        guard data.count == bundle.golden.count * classes * 4 else {
            throw Refusal(.reference, file: url.lastPathComponent)
        }
        return (0..<bundle.golden.count).map { image in
            (0..<classes).map { LittleEndian.float(data, (image * classes + $0) * 4) }
        }
    }

    #if canImport(CoreML)
        private func predicted(_ artifact: Manifest.Artifact, _ rung: Manifest.Rung) async throws -> [[Float]] {
            let model = try await PackageModel(bundle: bundle, artifact: artifact, units: rung.delegate)
            var rows: [[Float]] = []
            for one in bundle.golden { rows.append(try await model.scores(of: one.tensor)) }
            return rows
        }
    #else
        private func predicted(_: Manifest.Artifact, _: Manifest.Rung) async throws -> [[Float]] {
            throw Arguments.Problem(sentence: "Core ML runs on Apple's systems only; give --outputs here.")
        }
    #endif
}

/// This machine, for the report.
enum Host {
    static var device: DeviceReport.Device {
        #if os(macOS)
            let platform = "macos"
        #else
            let platform = "linux"
        #endif
        return .init(
            platform: platform, manufacturer: platform == "macos" ? "Apple" : "", model: "command line",
            osVersion: ProcessInfo.processInfo.operatingSystemVersionString,
            runtime: platform == "macos" ? "Core ML" : "recorded outputs")
    }
}
