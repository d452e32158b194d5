import DemoModel
import Foundation
import SwiftUI

/// The camera, what it shows, and what that took.
struct LiveScreen: View {
    @Environment(Demo.self) private var demo
    @Environment(\.verticalSizeClass) private var height
    @State private var held: HeldFrame?

    var body: some View {
        let layout = height == .compact ? AnyLayout(HStackLayout(spacing: 0)) : AnyLayout(VStackLayout(spacing: 0))
        layout {
            picture
            ScrollView { panel.padding() }
        }
        .sheet(item: $held) { HeldSheet(readout: $0.readout) }
    }

    @ViewBuilder private var picture: some View {
        if case .failed(_, let failure) = demo.session.state {
            ProblemView(failure: failure)
        } else {
            PreviewView(source: demo.camera.preview, running: running)
                .overlay(alignment: .bottom) { AnswersView(lines: demo.session.readout.top).padding() }
                .accessibilityLabel("Camera picture. The network sees the square in the middle.")
        }
    }

    private var panel: some View {
        VStack(alignment: .leading, spacing: 16) {
            ChoiceView()
            CheckBadge()
            if let reason = Wording.withheld(demo.session.state) {
                Text(reason).font(.callout).foregroundStyle(.secondary)
            } else {
                FiguresView(readout: demo.session.readout)
                Button("Hold this frame", systemImage: "pause.circle") { hold() }
                    .buttonStyle(.bordered)
                    .disabled(demo.session.readout.tensor.isEmpty)
            }
        }
    }

    private func hold() { held = HeldFrame(readout: demo.session.readout) }

    private var running: Bool {
        if case .running = demo.session.state { true } else { false }
    }
}

/// What was on the screen when it was held.
struct HeldFrame: Identifiable {
    let id = UUID()
    let readout: Readout
}
