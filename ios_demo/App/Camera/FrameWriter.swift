import AVFoundation
import ClassifierCore
import DemoModel

/// The camera's callback: a sample buffer is not `Sendable` and is gone when this returns, so it becomes a tensor here.
final class FrameWriter: NSObject, AVCaptureVideoDataOutputSampleBufferDelegate {
    private let outlet: FrameOutlet

    init(outlet: FrameOutlet) {
        self.outlet = outlet
    }

    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
        guard let buffer = CMSampleBufferGetImageBuffer(sampleBuffer),
            CVPixelBufferLockBaseAddress(buffer, .readOnly) == kCVReturnSuccess
        else { return outlet.miss() }
        defer { CVPixelBufferUnlockBaseAddress(buffer, .readOnly) }
        guard let base = CVPixelBufferGetBaseAddress(buffer),
            let shape = StoredShape(
                width: CVPixelBufferGetWidth(buffer), height: CVPixelBufferGetHeight(buffer),
                bytesPerRow: CVPixelBufferGetBytesPerRow(buffer), layout: .bgra)
        else { return outlet.miss() }
        let pixels = UnsafeRawBufferPointer(start: base, count: CVPixelBufferGetDataSize(buffer))
        outlet.take(pixels, shape, taken: Self.nanoseconds(CMSampleBufferGetPresentationTimeStamp(sampleBuffer)))
    }

    func captureOutput(
        _ output: AVCaptureOutput, didDrop sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
        outlet.miss()
    }

    /// The camera stamps its frames on the host's clock, which is the one that `DispatchTime.now()` reads.
    private static func nanoseconds(_ time: CMTime) -> Int {
        time.isNumeric ? Int(CMTimeConvertScale(time, timescale: 1_000_000_000, method: .default).value) : .max
    }
}
