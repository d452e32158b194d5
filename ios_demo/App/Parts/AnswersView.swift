import DemoModel
import SwiftUI

/// The best three classes, each with its bar.
struct AnswersView: View {
    let lines: [Readout.Line]

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            ForEach(lines) { row($0) }
        }
        .padding(lines.isEmpty ? 0 : 12)
        .background(.regularMaterial, in: RoundedRectangle(cornerRadius: 12))
        .accessibilityElement(children: .contain)
        .accessibilityLabel("Answer")
    }

    private func row(_ line: Readout.Line) -> some View {
        VStack(alignment: .leading, spacing: 2) {
            HStack {
                Text(line.label).font(line.id == 0 ? .headline : .subheadline)
                Spacer()
                Text(Wording.percent(line.probability)).font(.subheadline).monospacedDigit()
            }
            ProgressView(value: min(max(line.probability, 0), 1))
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Wording.spoken(line))
    }
}
