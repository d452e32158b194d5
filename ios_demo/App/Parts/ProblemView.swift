import DemoModel
import SwiftUI
import UIKit

/// What stands in the way, and what to do about it.
struct ProblemView: View {
    let failure: Failure
    @Environment(\.openURL) private var openURL

    var body: some View {
        ContentUnavailableView {
            Label(failure.sentence, systemImage: symbol)
        } description: {
            Text(failure.remedy)
        } actions: {
            if failure.kind == .cameraDenied, let settings = URL(string: UIApplication.openSettingsURLString) {
                Button("Open the settings") { openURL(settings) }
            }
        }
    }

    private var symbol: String {
        switch failure.kind {
        case .bundle: "shippingbox"
        case .model: "cpu"
        case .cameraDenied, .cameraMissing: "camera"
        case .tooHot: "thermometer.high"
        }
    }
}
