import ClassifierCore
import Foundation

/// The self-check of a bundle at the command line: the same code that gates the numbers in the app.
///
///     golden-check BUNDLE --outputs FOLDER [--report FILE]     over recorded outputs, anywhere
///     golden-check BUNDLE [--report FILE]                      over Core ML, on a Mac
///
/// FOLDER holds one VARIANT.f32 for each Core ML variant: little-endian float32, golden images x classes. Prints one
/// line a variant and rung. Exit code 0: all pass; 1: one does not; 2: the bundle or the command line is refused.
func fail(_ sentence: String, _ remedy: String) -> Never {
    FileHandle.standardError.write(Data("\(sentence)\n\(remedy)\n".utf8))
    exit(2)
}

do {
    let options = try Arguments(CommandLine.arguments.dropFirst())
    let bundle = try ModelBundle(at: options.bundle)
    let results = try await Check(bundle: bundle, outputs: options.outputs).results()
    for result in results {
        print("\(result.check.verdict.rawValue)  \(result.variant) on \(result.delegate)  \(result.check.reason)")
    }
    if let file = options.report {
        let report = DeviceReport(
            bundle: bundle.identity, model: bundle.manifest.model.name, device: Host.device,
            app: .init(name: "golden-check", version: "1"), results: results)
        try Data(report.json.utf8).write(to: file, options: .atomic)
    }
    exit(results.allSatisfy { $0.check.verdict == .pass } && !results.isEmpty ? 0 : 1)
} catch let refusal as Refusal {
    fail(refusal.sentence, refusal.remedy)
} catch let error as Arguments.Problem {
    fail(error.sentence, "Usage: golden-check BUNDLE [--outputs FOLDER] [--report FILE]")
} catch {
    fail("\(error.localizedDescription)", "Check that the files are there and readable.")
}
