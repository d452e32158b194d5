import ClassifierCore
import Foundation

/// What the command line answers.
package struct Outcome: Equatable, Sendable {
    /// 0: all pass; 1: one does not; 2: the bundle or the command line is refused.
    package let code: Int32
    /// One a variant and rung.
    package let lines: [String]
    /// What is wrong, and what to do.
    package let complaints: [String]

    /// An answer.
    package init(code: Int32, lines: [String] = [], complaints: [String] = []) {
        self.code = code
        self.lines = lines
        self.complaints = complaints
    }
}

/// `golden-check` as a function.
package enum CommandLineCheck {
    /// Runs what the words after the program's name ask for.
    package static func run(_ words: some Sequence<String>) async -> Outcome {
        do {
            return try await checked(try Arguments(words))
        } catch let refusal as Refusal {
            return Outcome(code: 2, complaints: [refusal.sentence, refusal.remedy])
        } catch let problem as Arguments.Problem {
            let usage = "Usage: golden-check BUNDLE [--outputs FOLDER] [--report FILE]"
            return Outcome(code: 2, complaints: [problem.sentence, usage])
        } catch {
            return Outcome(
                code: 2, complaints: [error.localizedDescription, "Check that the files are there and readable."])
        }
    }

    private static func checked(_ options: Arguments) async throws -> Outcome {
        let bundle = try ModelBundle(at: options.bundle)
        let results = try await Check(bundle: bundle, outputs: options.outputs).results()
        if let file = options.report {
            let report = DeviceReport(
                bundle: bundle.identity, model: bundle.manifest.model.name, device: Host.device,
                app: .init(name: "golden-check", version: "1"), results: results)
            try Data(report.json.utf8).write(to: file, options: .atomic)
        }
        let passed = results.allSatisfy { $0.check.verdict == .pass } && !results.isEmpty
        return Outcome(code: passed ? 0 : 1, lines: results.map(Self.line))
    }

    private static func line(_ result: DeviceReport.Result) -> String {
        let words = [result.check.verdict.rawValue, "\(result.variant) on \(result.delegate)", result.check.reason]
        return words.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
