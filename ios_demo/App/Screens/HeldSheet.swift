import DemoModel
import SwiftUI

/// A held frame: the very pixels that went into the network, and its answer to them.
struct HeldSheet: View {
    let readout: Readout
    @Environment(Demo.self) private var demo
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            ScrollView {
                VStack(alignment: .leading, spacing: 16) {
                    if let rule = demo.session.bundle?.manifest.preprocessing {
                        TensorView(tensor: readout.tensor, width: rule.width, height: rule.height)
                        Text("\(rule.width) × \(rule.height) pixels, as they went into the network")
                            .font(.footnote)
                            .foregroundStyle(.secondary)
                    }
                    AnswersView(lines: readout.top)
                }
                .padding()
            }
            .navigationTitle("What the network saw")
            .toolbar {
                ToolbarItem(placement: .confirmationAction) { Button("Back to the camera") { dismiss() } }
            }
        }
    }
}
