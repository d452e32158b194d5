import ClassifierCore
import DemoModel
import SwiftUI

/// Latency stage by stage, and what stands beside it.
struct FiguresView: View {
    let readout: Readout
    @Environment(Demo.self) private var demo

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            StageTable(rows: [
                ("Preprocess", readout.preprocess), ("Inference", readout.inference),
                ("Postprocess", readout.postprocess), ("Frame to result", readout.frameToResult),
            ])
            LabeledContent("Frames a second", value: String(format: "%.1f", readout.framesPerSecond))
            LabeledContent("Dropped", value: "\(readout.dropped)")
            LabeledContent("Thermal", value: Wording.thermal(demo.session.thermal))
            if demo.session.lowPower { Label("Low Power Mode", systemImage: "battery.25") }
            if readout.throttled {
                Label("Measured while the device holds itself back for heat.", systemImage: "thermometer.high")
                    .foregroundStyle(.orange)
            }
        }
    }
}

/// p50, p90 and p99 of stages.
struct StageTable: View {
    let rows: [(name: String, found: LatencyStatistics?)]
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        if size.isAccessibilitySize { stacked } else { table }
    }

    /// Four columns do not fit beside one another in the largest sizes.
    private var stacked: some View {
        ForEach(rows, id: \.name) { row in
            if let found = row.found {
                Text(Wording.spoken(row.name, found))
            } else {
                Text("\(row.name): warming up")
            }
        }
    }

    private var table: some View {
        Grid(alignment: .trailing, horizontalSpacing: 12, verticalSpacing: 6) {
            GridRow {
                Text("Latency").gridColumnAlignment(.leading)
                Text("p50")
                Text("p90")
                Text("p99")
            }
            .font(.caption)
            .foregroundStyle(.secondary)
            .accessibilityHidden(true)
            ForEach(rows, id: \.name) { row in
                if let found = row.found {
                    GridRow {
                        Text(row.name)
                        Text(Wording.milliseconds(found.p50))
                        Text(Wording.milliseconds(found.p90))
                        Text(Wording.milliseconds(found.p99))
                    }
                    .monospacedDigit()
                    .accessibilityElement(children: .ignore)
                    .accessibilityLabel(Wording.spoken(row.name, found))
                } else {
                    GridRow {
                        Text(row.name)
                        Text("warming up").foregroundStyle(.secondary).gridCellColumns(3)
                    }
                }
            }
        }
        .font(.callout)
    }
}
