import AVFoundation

/// Tells the angle that holds the picture level, now and whenever the device is turned.
///
/// Key-value observation is all that `RotationCoordinator` offers: it stays in this file.
final class AngleFollower {
    /// Whose angle.
    enum Subject {
        /// The buffers of an output.
        case capture
        /// The picture in a preview layer.
        case preview
    }

    private let coordinator: AVCaptureDevice.RotationCoordinator
    private let observation: NSKeyValueObservation

    init(
        _ device: AVCaptureDevice, layer: CALayer? = nil, of subject: Subject,
        apply: @escaping @Sendable (CGFloat) -> Void
    ) {
        let coordinator = AVCaptureDevice.RotationCoordinator(device: device, previewLayer: layer)
        self.coordinator = coordinator
        switch subject {
        case .capture:
            apply(coordinator.videoRotationAngleForHorizonLevelCapture)
            observation = coordinator.observe(\.videoRotationAngleForHorizonLevelCapture, options: .new) { _, change in
                if let angle = change.newValue { apply(angle) }
            }
        case .preview:
            apply(coordinator.videoRotationAngleForHorizonLevelPreview)
            observation = coordinator.observe(\.videoRotationAngleForHorizonLevelPreview, options: .new) { _, change in
                if let angle = change.newValue { apply(angle) }
            }
        }
    }
}
