import ClassifierCore
import DemoModel
import SwiftUI

/// The verdict on every setting of the chosen variant; a touch shows what is behind the chosen one's.
struct CheckBadge: View {
    @Environment(Demo.self) private var demo
    @State private var showing = false

    var body: some View {
        if let choice = demo.session.state.choice {
            let check = demo.session.checks[choice]
            Button {
                showing = true
            } label: {
                Label(Wording.badge(check), systemImage: symbol(check)).font(.headline)
                if let check, !check.reason.isEmpty {
                    Text(check.reason).font(.footnote).multilineTextAlignment(.leading)
                }
            }
            .buttonStyle(.bordered)
            .tint(colour(check))
            .disabled(check == nil)
            .accessibilityLabel("Self-check of \(Wording.units(choice.delegate)): \(Wording.badge(check))")
            .accessibilityHint("Shows the details")
            .sheet(isPresented: $showing) {
                if let check { CheckSheet(check: check) }
            }
        }
    }

    /// A sign beside the colour: not everybody tells red from green.
    private func symbol(_ check: SelfCheck?) -> String {
        switch check?.verdict {
        case .pass: "checkmark.seal"
        case .drift: "exclamationmark.triangle"
        case .wrong: "xmark.octagon"
        case .fellBack: "arrow.uturn.down"
        case nil: "hourglass"
        }
    }

    private func colour(_ check: SelfCheck?) -> Color {
        switch check?.verdict {
        case .pass: .green
        case .drift, .fellBack: .orange
        case .wrong: .red
        case nil: .gray
        }
    }
}
