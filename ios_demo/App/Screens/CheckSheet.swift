import ClassifierCore
import DemoModel
import SwiftUI

/// What the self-check found, picture by picture, and where Core ML would run what.
struct CheckSheet: View {
    let check: SelfCheck
    @Environment(Demo.self) private var demo
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            List {
                verdict
                plan
                Section("Golden images") {
                    ForEach(check.answers, id: \.path) { row($0) }
                }
            }
            .navigationTitle("Self-check")
            .toolbar {
                ToolbarItem(placement: .confirmationAction) { Button("Close") { dismiss() } }
            }
        }
        .task { await demo.readPlan() }
    }

    private var verdict: some View {
        Section {
            LabeledContent("Verdict", value: Wording.badge(check))
            Text(check.reason.isEmpty ? Wording.meaning(check.verdict) : check.reason)
            LabeledContent("Tolerance", value: "\(check.tolerance)")
            LabeledContent("Largest difference", value: String(format: "%.2g", check.maxAbsDifference))
            if let identity = demo.session.bundle?.identity {
                LabeledContent("Bundle", value: String(identity.prefix(16)))
            }
        }
    }

    private var plan: some View {
        Section("Planned by Core ML, not measured") {
            if let planned = demo.planned {
                Text(planned.sentence)
                LabeledContent("Changes of device", value: "\(planned.changes)")
            } else {
                ProgressView("Asking Core ML")
            }
            ForEach(rules, id: \.self) { Text($0).font(.footnote).foregroundStyle(.secondary) }
        }
    }

    /// What the bundle's maker knew of operations that will not run on this rung.
    private var rules: [String] {
        demo.session.ladder.first { $0.delegate == demo.session.state.choice?.delegate }?.unsupported ?? []
    }

    private func row(_ answer: SelfCheck.Answer) -> some View {
        LabeledContent {
            Text(String(format: "%.2g", answer.maxAbsDifference)).monospacedDigit()
        } label: {
            Label(
                answer.path.replacingOccurrences(of: "golden/", with: ""),
                systemImage: answer.agrees ? "checkmark.circle" : "xmark.octagon"
            )
            .foregroundStyle(answer.agrees ? .primary : Color.red)
        }
        .accessibilityElement(children: .combine)
        .accessibilityHint(answer.agrees ? "right" : "wrong")
    }
}
