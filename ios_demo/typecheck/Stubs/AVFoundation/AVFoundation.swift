// None of these classes is documented as Sendable.
@_exported import AppleFoundation
@_exported import CoreMedia
@_exported import QuartzCore

/// https://developer.apple.com/documentation/avfoundation/avmediatype
@available(iOS 4.0, *)
public struct AVMediaType: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let video = AVMediaType(rawValue: "vide")
    public static let audio = AVMediaType(rawValue: "soun")
}

/// https://developer.apple.com/documentation/avfoundation/avauthorizationstatus
@available(iOS 7.0, *)
public enum AVAuthorizationStatus: Int { case notDetermined, restricted, denied, authorized }

/// https://developer.apple.com/documentation/avfoundation/avlayervideogravity
@available(iOS 4.0, *)
public struct AVLayerVideoGravity: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let resizeAspectFill = AVLayerVideoGravity(rawValue: "fill")
    public static let resizeAspect = AVLayerVideoGravity(rawValue: "fit")
}

/// https://developer.apple.com/documentation/avfoundation/avcapturedevice
@available(iOS 4.0, *)
open class AVCaptureDevice: NSObject {
    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/devicetype-swift.struct
    @available(iOS 10.0, *)
    public struct DeviceType: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let builtInWideAngleCamera = DeviceType(rawValue: "wide")
    }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/position-swift.enum
    public enum Position: Int { case unspecified, back, front }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/default(_:for:position:)
    @available(iOS 10.0, *)
    open class func `default`(_ deviceType: DeviceType, for mediaType: AVMediaType?, position: Position)
        -> AVCaptureDevice?
    { nil }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/default(for:)
    open class func `default`(for mediaType: AVMediaType) -> AVCaptureDevice? { nil }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/authorizationstatus(for:)
    @available(iOS 7.0, *)
    open class func authorizationStatus(for mediaType: AVMediaType) -> AVAuthorizationStatus { fatalError() }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/requestaccess(for:completionhandler:)
    @available(iOS 7.0, *)
    open class func requestAccess(for mediaType: AVMediaType) async -> Bool { fatalError() }

    /// https://developer.apple.com/documentation/avfoundation/avcapturedevice/rotationcoordinator
    @available(iOS 17.0, *)
    public final class RotationCoordinator: NSObject {
        public init(device: AVCaptureDevice, previewLayer: CALayer?) {}
        public var videoRotationAngleForHorizonLevelPreview: CGFloat { fatalError() }
        public var videoRotationAngleForHorizonLevelCapture: CGFloat { fatalError() }
    }
}

/// https://developer.apple.com/documentation/avfoundation/avcaptureinput
@available(iOS 4.0, *)
open class AVCaptureInput: NSObject {}

/// https://developer.apple.com/documentation/avfoundation/avcapturedeviceinput
@available(iOS 4.0, *)
open class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws { fatalError() }
    open var device: AVCaptureDevice { fatalError() }
}

/// https://developer.apple.com/documentation/avfoundation/avcaptureconnection
@available(iOS 4.0, *)
open class AVCaptureConnection: NSObject {
    /// https://developer.apple.com/documentation/avfoundation/avcaptureconnection/videorotationangle
    @available(iOS 17.0, *)
    open var videoRotationAngle: CGFloat = 0

    /// https://developer.apple.com/documentation/avfoundation/avcaptureconnection/isvideorotationanglesupported(_:)
    @available(iOS 17.0, *)
    open func isVideoRotationAngleSupported(_ videoRotationAngle: CGFloat) -> Bool { fatalError() }
}

/// https://developer.apple.com/documentation/avfoundation/avcaptureoutput
@available(iOS 4.0, *)
open class AVCaptureOutput: NSObject {
    open func connection(with mediaType: AVMediaType) -> AVCaptureConnection? { nil }
}

/// https://developer.apple.com/documentation/avfoundation/avcapturevideodataoutput
@available(iOS 4.0, *)
open class AVCaptureVideoDataOutput: AVCaptureOutput {
    open var videoSettings: [String: Any]! = [:]
    open var alwaysDiscardsLateVideoFrames = true
    open func setSampleBufferDelegate(
        _ sampleBufferDelegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?,
        queue sampleBufferCallbackQueue: DispatchQueue?
    ) {}
}

/// https://developer.apple.com/documentation/avfoundation/avcapturevideodataoutputsamplebufferdelegate
///
/// Both are optional there; required here, so that a misspelt one is an error and not a method that nobody calls.
@available(iOS 4.0, *)
public protocol AVCaptureVideoDataOutputSampleBufferDelegate: NSObjectProtocol {
    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection)
    @available(iOS 6.0, *)
    func captureOutput(
        _ output: AVCaptureOutput, didDrop sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection)
}

/// https://developer.apple.com/documentation/avfoundation/avcapturesession
@available(iOS 4.0, *)
open class AVCaptureSession: NSObject {
    /// https://developer.apple.com/documentation/avfoundation/avcapturesession/preset
    public struct Preset: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let vga640x480 = Preset(rawValue: "640x480")
        public static let high = Preset(rawValue: "high")
    }

    open var sessionPreset = Preset.high
    open var inputs: [AVCaptureInput] { [] }
    open var isRunning: Bool { fatalError() }
    open func canSetSessionPreset(_ preset: Preset) -> Bool { fatalError() }
    open func canAddInput(_ input: AVCaptureInput) -> Bool { fatalError() }
    open func addInput(_ input: AVCaptureInput) {}
    open func canAddOutput(_ output: AVCaptureOutput) -> Bool { fatalError() }
    open func addOutput(_ output: AVCaptureOutput) {}
    open func beginConfiguration() {}
    open func commitConfiguration() {}
    open func startRunning() {}
    open func stopRunning() {}
}

/// https://developer.apple.com/documentation/avfoundation/avcapturevideopreviewlayer
@available(iOS 4.0, *)
open class AVCaptureVideoPreviewLayer: CALayer {
    public init(session: AVCaptureSession) {}
    open var session: AVCaptureSession?
    open var videoGravity = AVLayerVideoGravity.resizeAspect
    /// https://developer.apple.com/documentation/avfoundation/avcapturevideopreviewlayer/connection
    @available(iOS 6.0, *)
    open var connection: AVCaptureConnection? { nil }
}
