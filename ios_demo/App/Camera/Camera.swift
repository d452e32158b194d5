import AVFoundation
import ClassifierCore
import DemoModel

/// The back camera: 640 x 480, 32BGRA, the newest frame only.
///
/// An actor, so that nothing of it runs on the main thread: starting a session blocks.
actor Camera: FrameSource {
    /// For the picture on the screen.
    nonisolated let preview = PreviewSource(session: AVCaptureSession())

    private let outlet: FrameOutlet
    private let writer: FrameWriter
    private let queue = DispatchQueue(label: "camera frames", qos: .userInitiated)
    private let output = AVCaptureVideoDataOutput()
    private var follower: AngleFollower?
    private var number = 0

    init(clock: UptimeClock) {
        outlet = FrameOutlet(clock: clock)
        writer = FrameWriter(outlet: outlet)
    }

    func frames(for rule: Preprocessing) async throws -> AsyncStream<Frame> {
        try await allow()
        if follower == nil { try configure() }
        number += 1
        let mine = number
        let stream = outlet.open(rule) { [weak self] in Task { await self?.ended(mine) } }
        preview.session.startRunning()
        return stream
    }

    /// The camera goes off with the last one who listened.
    private func ended(_ number: Int) {
        guard number == self.number else { return }
        preview.session.stopRunning()
    }

    private func allow() async throws {
        let allowed =
            switch AVCaptureDevice.authorizationStatus(for: .video) {
            case .authorized: true
            case .notDetermined: await AVCaptureDevice.requestAccess(for: .video)
            case .denied, .restricted: false
            @unknown default: false
            }
        guard allowed else {
            throw Failure(
                .cameraDenied, "The camera is not allowed.",
                remedy: "Allow it in Settings. The benchmark needs no camera.")
        }
    }

    private func configure() throws {
        guard
            let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back)
                ?? AVCaptureDevice.default(for: .video)
        else { throw Self.missing }
        let input = try AVCaptureDeviceInput(device: device)
        preview.session.beginConfiguration()
        defer { preview.session.commitConfiguration() }
        guard preview.session.canAddInput(input), preview.session.canAddOutput(output) else { throw Self.missing }
        if preview.session.canSetSessionPreset(.vga640x480) { preview.session.sessionPreset = .vga640x480 }
        preview.session.addInput(input)
        output.videoSettings = [kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_32BGRA]
        output.alwaysDiscardsLateVideoFrames = true
        output.setSampleBufferDelegate(writer, queue: queue)
        preview.session.addOutput(output)
        follower = AngleFollower(device, of: .capture) { [weak self] angle in Task { await self?.turn(angle) } }
    }

    /// Buffers come upright from here on, so that the rotation left to the tensor is none.
    private func turn(_ angle: CGFloat) {
        guard let connection = output.connection(with: .video), connection.isVideoRotationAngleSupported(angle) else {
            return
        }
        connection.videoRotationAngle = angle
    }

    private static var missing: Failure {
        Failure(
            .cameraMissing, "This device has no camera, or another app holds it.",
            remedy: "The self-check and the benchmark need none: they use the golden images.")
    }
}

/// The capture session, for the preview layer alone.
///
/// `@unchecked`: the session is configured by the camera's actor only; the layer's `session` may be set from the main
/// thread meanwhile, as Apple's capture samples do.
struct PreviewSource: @unchecked Sendable {
    let session: AVCaptureSession
}
