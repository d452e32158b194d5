@_exported import CoreGraphics

/// https://developer.apple.com/documentation/corevideo/cvbuffer
@available(iOS 4.0, *)
public class CVBuffer {}

/// https://developer.apple.com/documentation/corevideo/cvimagebuffer
@available(iOS 4.0, *)
public typealias CVImageBuffer = CVBuffer

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffer
@available(iOS 4.0, *)
public typealias CVPixelBuffer = CVImageBuffer

/// https://developer.apple.com/documentation/corevideo/cvreturn
@available(iOS 4.0, *)
public typealias CVReturn = Int32

/// https://developer.apple.com/documentation/corevideo/kcvreturnsuccess
@available(iOS 4.0, *)
public var kCVReturnSuccess: CVReturn { 0 }

/// https://developer.apple.com/documentation/corevideo/kcvpixelformattype_32bgra
@available(iOS 4.0, *)
public var kCVPixelFormatType_32BGRA: UInt32 { 0 }

/// https://developer.apple.com/documentation/corevideo/kcvpixelbufferpixelformattypekey
@available(iOS 4.0, *)
public let kCVPixelBufferPixelFormatTypeKey: CFString = ""

/// https://developer.apple.com/documentation/corevideo/cvpixelbufferlockflags
@available(iOS 4.0, *)
public struct CVPixelBufferLockFlags: OptionSet, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public static let readOnly = CVPixelBufferLockFlags(rawValue: 1)
}

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffercreate(_:_:_:_:_:_:)
@available(iOS 4.0, *)
@discardableResult
public func CVPixelBufferCreate(
    _ allocator: CFAllocator?, _ width: Int, _ height: Int, _ pixelFormatType: UInt32,
    _ pixelBufferAttributes: CFDictionary?, _ pixelBufferOut: UnsafeMutablePointer<CVPixelBuffer?>
) -> CVReturn { fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbufferlockbaseaddress(_:_:)
@available(iOS 4.0, *)
@discardableResult
public func CVPixelBufferLockBaseAddress(_ pixelBuffer: CVPixelBuffer, _ lockFlags: CVPixelBufferLockFlags) -> CVReturn {
    fatalError()
}

/// https://developer.apple.com/documentation/corevideo/cvpixelbufferunlockbaseaddress(_:_:)
@available(iOS 4.0, *)
@discardableResult
public func CVPixelBufferUnlockBaseAddress(_ pixelBuffer: CVPixelBuffer, _ unlockFlags: CVPixelBufferLockFlags)
    -> CVReturn
{ fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffergetbaseaddress(_:)
@available(iOS 4.0, *)
public func CVPixelBufferGetBaseAddress(_ pixelBuffer: CVPixelBuffer) -> UnsafeMutableRawPointer? { fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffergetbytesperrow(_:)
@available(iOS 4.0, *)
public func CVPixelBufferGetBytesPerRow(_ pixelBuffer: CVPixelBuffer) -> Int { fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffergetwidth(_:)
@available(iOS 4.0, *)
public func CVPixelBufferGetWidth(_ pixelBuffer: CVPixelBuffer) -> Int { fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffergetheight(_:)
@available(iOS 4.0, *)
public func CVPixelBufferGetHeight(_ pixelBuffer: CVPixelBuffer) -> Int { fatalError() }

/// https://developer.apple.com/documentation/corevideo/cvpixelbuffergetdatasize(_:)
@available(iOS 4.0, *)
public func CVPixelBufferGetDataSize(_ pixelBuffer: CVPixelBuffer) -> Int { fatalError() }
