import DemoModel
import SwiftUI
import UniformTypeIdentifiers

/// Live and benchmark, and the bar with what concerns both.
struct RootScreen: View {
    @Environment(Demo.self) private var demo
    @State private var importing = false

    var body: some View {
        TabView {
            Tab("Live", systemImage: "camera") { page("Live") { LiveScreen() } }
            Tab("Benchmark", systemImage: "chart.bar") { page("Benchmark") { BenchmarkScreen() } }
        }
        .fileImporter(isPresented: $importing, allowedContentTypes: [.folder]) { result in
            guard case .success(let folder) = result else { return }
            Task { await demo.add(folder) }
        }
    }

    private func page(_ title: LocalizedStringKey, @ViewBuilder content: () -> some View) -> some View {
        NavigationStack {
            content()
                .navigationTitle(title)
                .navigationBarTitleDisplayMode(.inline)
                .toolbar {
                    ToolbarItem(placement: .topBarLeading) { bundles }
                    ToolbarItem(placement: .topBarTrailing) { ReportLink() }
                }
                .overlay {
                    if demo.opening { ProgressView("Every file is held against its hash.") }
                }
        }
    }

    private var bundles: some View {
        Menu("Bundles", systemImage: "shippingbox") {
            Button("The packaged bundle") { Task { await demo.open(Folders.packaged) } }
            ForEach(demo.imported, id: \.self) { folder in
                Button("Imported \(String(folder.lastPathComponent.prefix(8)))") { Task { await demo.open(folder) } }
            }
            Divider()
            Button("Import from Files", systemImage: "folder") { importing = true }
        }
    }
}

/// Shares the device report, once there is one.
struct ReportLink: View {
    @Environment(Demo.self) private var demo
    @State private var file: URL?

    var body: some View {
        Group {
            if let file {
                ShareLink(item: file) { Label("Share the device report", systemImage: "square.and.arrow.up") }
            }
        }
        .task(id: demo.report) { file = try? demo.writeReport() }
    }
}
