import ClassifierCore
import CoreML
import CoreMLClassifier
import DemoModel
import Foundation

/// Compiles what was not compiled before, and loads it on the setting asked for or what this device has instead.
struct CoreMLLoader: ModelLoader {
    let plan: ComputeUnitPlan
    let shelf: CompiledShelf
    let clock: UptimeClock

    func load(_ choice: Choice, from bundle: ModelBundle) async throws -> LoadedModel {
        guard let artifact = bundle.manifest.artifacts.first(where: { $0.variant == choice.variant }),
            let (rung, fellBack) = plan.resolve(choice.delegate, in: artifact.delegates)
        else {
            throw Failure(
                .model, "\(choice.variant) has no setting \(choice.delegate).", remedy: "Pick another setting.")
        }
        let compiled = try await compiled(artifact, in: bundle)
        let start = clock.now()
        do {
            let model = try PackageModel(
                compiled: compiled.url, bundle: bundle, artifact: artifact, units: rung.delegate)
            // Cold, as the protocol has it: what compiling took is part of it, whenever that was.
            return LoadedModel(
                classifier: model, load: compiled.compiling + clock.now() - start, fellBack: fellBack)
        } catch {
            try? shelf.forget(artifact.sha256)
            throw error
        }
    }

    /// Where Core ML would run the choice's operations.
    func plan(of choice: Choice, in bundle: ModelBundle) async throws -> PlannedDevices {
        guard let artifact = bundle.manifest.artifacts.first(where: { $0.variant == choice.variant }),
            let (rung, _) = plan.resolve(choice.delegate, in: artifact.delegates)
        else { return PlannedDevices([]) }
        return try await PlanReader.read(
            compiled: try await compiled(artifact, in: bundle).url, units: rung.delegate)
    }

    private func compiled(_ artifact: Manifest.Artifact, in bundle: ModelBundle) async throws -> CompiledShelf.Entry {
        if let entry = shelf.entry(for: artifact.sha256) { return entry }
        let start = clock.now()
        let url = try await MLModel.compileModel(at: bundle.url(of: artifact))
        return try shelf.keep(url, for: artifact.sha256, compiling: clock.now() - start)
    }
}
