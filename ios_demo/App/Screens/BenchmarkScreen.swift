import Charts
import ClassifierCore
import DemoModel
import SwiftUI

/// Times the chosen variant on the golden pictures, by the protocol.
struct BenchmarkScreen: View {
    @Environment(Demo.self) private var demo
    @State private var found: Benchmark?
    @State private var work: Task<Void, Never>?

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Text("Times the chosen compute units on the golden images: warm-up first, then every stage apart.")
                    .font(.callout)
                    .foregroundStyle(.secondary)
                ChoiceView()
                CheckBadge()
                button
                if let found { results(found) }
            }
            .padding()
        }
        .onChange(of: demo.session.state.choice) { found = nil }
        .onDisappear { work?.cancel() }
    }

    @ViewBuilder private var button: some View {
        if work != nil {
            ProgressView("Measuring")
            Button("Stop", role: .cancel) { work?.cancel() }
        } else {
            Button("Start", systemImage: "play") { start() }
                .buttonStyle(.borderedProminent)
                .disabled(demo.session.measurable == nil)
        }
    }

    private func results(_ found: Benchmark) -> some View {
        VStack(alignment: .leading, spacing: 16) {
            HistogramChart(found: found)
            StageTable(rows: [
                ("Preprocess", found.preprocess), ("Inference", found.inference), ("Postprocess", found.postprocess),
            ])
            if let choice = demo.session.measurable, let latency = demo.session.latencies[choice] {
                LabeledContent("Load and compile", value: Wording.milliseconds(latency.load))
            }
            LabeledContent("First inference", value: Wording.milliseconds(found.first))
            LabeledContent("Runs", value: "\(found.inference.count) after \(found.warmups) warm-ups")
        }
    }

    private func start() {
        work = Task {
            found = try? await demo.session.benchmark()
            work = nil
        }
    }
}

/// How often an inference took how long.
struct HistogramChart: View {
    let found: Benchmark

    var body: some View {
        Chart {
            ForEach(Histogram(found.samples).bins) { bin in
                BarMark(x: .value("Milliseconds", bin.middle), y: .value("Runs", bin.count))
            }
            RuleMark(x: .value("Median", Double(found.inference.p50) / 1e6))
                .foregroundStyle(.orange)
        }
        .chartXAxisLabel("Inference, ms")
        .chartYAxisLabel("Runs")
        .frame(minHeight: 220)
        .accessibilityLabel("Histogram of the inference time")
        .accessibilityValue(Wording.spoken("Inference", found.inference))
    }
}
