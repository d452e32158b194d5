import ClassifierCore
import DemoModel
import SwiftUI

/// Which variant, and which of its ladder's compute units.
struct ChoiceView: View {
    @Environment(Demo.self) private var demo

    var body: some View {
        @Bindable var demo = demo
        if !demo.session.variants.isEmpty {
            VStack(alignment: .leading) {
                Picker("Variant", selection: $demo.variant) {
                    ForEach(demo.session.variants, id: \.self) { Text($0).tag($0) }
                }
                Picker("Compute units", selection: $demo.units) {
                    ForEach(demo.session.ladder, id: \.delegate) { rung in
                        Text(Wording.units(rung.delegate)).tag(rung.delegate)
                    }
                }
                .pickerStyle(.segmented)
            }
        }
    }
}
