import AVFoundation
import SwiftUI
import UIKit

/// The camera's picture.
struct PreviewView: UIViewRepresentable {
    let source: PreviewSource
    /// Whether the camera runs: only then is there a device to follow.
    let running: Bool

    func makeUIView(context: Context) -> PreviewLayerView { PreviewLayerView(source: source) }

    func updateUIView(_ view: PreviewLayerView, context: Context) {
        if running { view.follow() }
    }
}

/// A view that holds a preview layer and keeps it level.
final class PreviewLayerView: UIView {
    private let preview: AVCaptureVideoPreviewLayer
    private var follower: AngleFollower?

    init(source: PreviewSource) {
        preview = AVCaptureVideoPreviewLayer(session: source.session)
        super.init(frame: .zero)
        preview.videoGravity = .resizeAspectFill
        layer.addSublayer(preview)
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { nil }

    override func layoutSubviews() {
        super.layoutSubviews()
        preview.frame = bounds
    }

    /// Turns the picture with the device.
    func follow() {
        guard follower == nil, let input = preview.session?.inputs.first as? AVCaptureDeviceInput else { return }
        follower = AngleFollower(input.device, layer: preview, of: .preview) { [weak self] angle in
            Task { @MainActor in self?.turn(angle) }
        }
    }

    private func turn(_ angle: CGFloat) {
        guard let connection = preview.connection, connection.isVideoRotationAngleSupported(angle) else { return }
        connection.videoRotationAngle = angle
    }
}
