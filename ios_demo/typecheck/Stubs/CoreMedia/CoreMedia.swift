@_exported import CoreVideo

/// https://developer.apple.com/documentation/coremedia/cmsamplebuffer
@available(iOS 4.0, *)
public class CMSampleBuffer {}

/// https://developer.apple.com/documentation/coremedia/cmtime
@available(iOS 4.0, *)
public struct CMTime: Sendable {
    public var value: Int64
    public var timescale: Int32
    /// https://developer.apple.com/documentation/coremedia/cmtime/isnumeric
    public var isNumeric: Bool { fatalError() }
}

/// https://developer.apple.com/documentation/coremedia/cmtimeroundingmethod
@available(iOS 4.0, *)
public enum CMTimeRoundingMethod: UInt32 {
    case roundHalfAwayFromZero = 1, roundTowardZero, roundAwayFromZero
    public static var `default`: CMTimeRoundingMethod { .roundHalfAwayFromZero }
}

/// https://developer.apple.com/documentation/coremedia/cmtimeconvertscale(_:timescale:method:)
@available(iOS 4.0, *)
public func CMTimeConvertScale(_ time: CMTime, timescale newTimescale: Int32, method: CMTimeRoundingMethod) -> CMTime {
    fatalError()
}

/// https://developer.apple.com/documentation/coremedia/cmsamplebuffergetimagebuffer(_:)
@available(iOS 4.0, *)
public func CMSampleBufferGetImageBuffer(_ sbuf: CMSampleBuffer) -> CVImageBuffer? { fatalError() }

/// https://developer.apple.com/documentation/coremedia/cmsamplebuffergetpresentationtimestamp(_:)
@available(iOS 4.0, *)
public func CMSampleBufferGetPresentationTimeStamp(_ sbuf: CMSampleBuffer) -> CMTime { fatalError() }
