import ClassifierCore
import CoreMLClassifier
import DemoModel
import Foundation
import Observation

/// What the screens hold on to: the session, the camera, the bundles on this device.
@MainActor
@Observable
final class Demo {
    let session: Session
    let camera: Camera
    /// The bundles that were imported.
    private(set) var imported: [URL] = []
    /// True while a bundle's hashes are compared.
    private(set) var opening = false
    /// Where Core ML would run what is chosen; `nil` until it said so.
    private(set) var planned: PlannedDevices?

    private let machine = Machine()
    private let bundles = BundleShelf(root: Folders.support.appending(path: "Bundles"))
    private let loader: CoreMLLoader

    init() {
        let clock = UptimeClock()
        camera = Camera(clock: clock)
        loader = CoreMLLoader(
            plan: machine.plan, shelf: CompiledShelf(root: Folders.support.appending(path: "Compiled")), clock: clock)
        session = Session(loader: loader, frames: camera, clock: clock)
    }

    /// Opens the packaged bundle, then looks after heat and power saving until it is cancelled.
    func run() async {
        imported = bundles.folders
        await open(Folders.packaged)
        while !Task.isCancelled {
            session.environment(thermal: machine.thermal, lowPower: machine.lowPower)
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Opens the bundle in `folder` and starts its first variant on the first setting that this device has.
    func open(_ folder: URL?) async {
        guard let folder else {
            session.fail(Failure(.bundle, "The app was built without a bundle.", remedy: "Build it again."))
            return
        }
        await take { try await Self.opened(folder) }
    }

    /// Copies the bundle in a folder that was picked from Files, and opens the copy.
    func add(_ folder: URL) async {
        let shelf = bundles
        await take { try await Self.added(folder, to: shelf) }
        imported = bundles.folders
    }

    /// Loads, checks and runs; what is planned for it is asked once it runs.
    func choose(_ choice: Choice) {
        planned = nil
        session.choose(choice)
    }

    /// The chosen variant: what its picker shows and sets.
    var variant: String {
        get { session.state.choice?.variant ?? "" }
        set { session.choice(ofVariant: newValue).map(choose) }
    }

    /// The chosen compute units: what their picker shows and sets.
    var units: String {
        get { session.state.choice?.delegate ?? "" }
        set { choose(Choice(variant: variant, delegate: newValue)) }
    }

    /// Asks Core ML for the plan of what runs.
    func readPlan() async {
        guard let choice = session.state.choice, let bundle = session.bundle else { return }
        let found = try? await loader.plan(of: choice, in: bundle)
        guard choice == session.state.choice else { return }
        planned = found
    }

    /// Everything that was checked and measured; `nil` before the first self-check.
    var report: DeviceReport? { session.report(device: machine.device, app: machine.app) }

    /// The device report as a file to share.
    func writeReport() throws -> URL? {
        guard let report else { return nil }
        let file = FileManager.default.temporaryDirectory.appending(path: "device-report.json")
        try Data(report.json.utf8).write(to: file, options: .atomic)
        return file
    }

    private func take(_ work: () async throws -> ModelBundle) async {
        opening = true
        defer { opening = false }
        do {
            let bundle = try await work()
            session.open(bundle)
            guard let first = session.first(on: machine.plan) else {
                session.fail(
                    Failure(.bundle, "This bundle has no Core ML variant.", remedy: "Convert it with one."))
                return
            }
            choose(first)
        } catch let refusal as Refusal {
            session.fail(Failure(refusal))
        } catch {
            session.fail(
                Failure(.bundle, "The bundle cannot be read: \(error.localizedDescription)", remedy: "Copy it again."))
        }
    }

    /// Off the main actor: every byte of the bundle is hashed.
    private nonisolated static func opened(_ folder: URL) async throws -> ModelBundle { try ModelBundle(at: folder) }

    private nonisolated static func added(_ folder: URL, to shelf: BundleShelf) async throws -> ModelBundle {
        let allowed = folder.startAccessingSecurityScopedResource()
        defer { if allowed { folder.stopAccessingSecurityScopedResource() } }
        return try shelf.add(from: folder)
    }
}

/// Where the app keeps things.
enum Folders {
    /// Not shown in Files, kept in backups.
    static let support = URL.applicationSupportDirectory
    /// The bundle that the app was built with, a plain folder among its resources.
    static let packaged = Bundle.main.url(forResource: "Packaged", withExtension: nil)
}
