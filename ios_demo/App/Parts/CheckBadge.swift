import ClassifierCore
import DemoModel
import SwiftUI

/// The verdict on the chosen compute units, which a touch explains, and those on the others of the ladder.
struct CheckBadge: View {
    @Environment(Demo.self) private var demo
    @State private var showing = false

    var body: some View {
        if let choice = demo.session.state.choice {
            let check = demo.session.checks[choice]
            VStack(alignment: .leading, spacing: 8) {
                button(choice, check)
                ForEach(others(choice), id: \.delegate) { other in
                    let verdict = demo.session.checks[other]?.verdict
                    Label("\(Wording.units(other.delegate)): \(badge(other))", systemImage: VerdictSign.symbol(verdict))
                        .font(.footnote)
                        .foregroundStyle(VerdictSign.colour(verdict))
                }
            }
            .sheet(isPresented: $showing) {
                if let check { CheckSheet(check: check) }
            }
        }
    }

    private func button(_ choice: Choice, _ check: SelfCheck?) -> some View {
        Button {
            showing = true
        } label: {
            VStack(alignment: .leading, spacing: 2) {
                Label(badge(choice), systemImage: VerdictSign.symbol(check?.verdict)).font(.headline)
                if let check, !check.reason.isEmpty {
                    Text(check.reason).font(.footnote).multilineTextAlignment(.leading)
                }
            }
        }
        .buttonStyle(.bordered)
        .tint(VerdictSign.colour(check?.verdict))
        .disabled(check == nil)
        .accessibilityLabel("Self-check of \(Wording.units(choice.delegate)): \(badge(choice))")
        .accessibilityHint("Shows the details")
    }

    private func badge(_ choice: Choice) -> String { Wording.badge(demo.session.checks[choice]) }

    private func others(_ choice: Choice) -> [Choice] {
        demo.session.ladder.map { Choice(variant: choice.variant, delegate: $0.delegate) }.filter { $0 != choice }
    }
}

/// A sign beside the colour: not everybody tells red from green.
enum VerdictSign {
    static func symbol(_ verdict: SelfCheck.Verdict?) -> String {
        switch verdict {
        case .pass: "checkmark.seal"
        case .drift: "exclamationmark.triangle"
        case .wrong: "xmark.octagon"
        case .fellBack: "arrow.uturn.down"
        case nil: "hourglass"
        }
    }

    static func colour(_ verdict: SelfCheck.Verdict?) -> Color {
        switch verdict {
        case .pass: .green
        case .drift, .fellBack: .orange
        case .wrong: .red
        case nil: .gray
        }
    }
}
