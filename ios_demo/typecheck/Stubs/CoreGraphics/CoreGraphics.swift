@_exported import AppleFoundation

/// https://developer.apple.com/documentation/coregraphics/cgimage
@available(iOS 2.0, *)
public final class CGImage {
    /// https://developer.apple.com/documentation/coregraphics/cgimage/init(width:height:bitspercomponent:bitsperpixel:bytesperrow:space:bitmapinfo:provider:decode:shouldinterpolate:intent:)
    public init?(
        width: Int, height: Int, bitsPerComponent: Int, bitsPerPixel: Int, bytesPerRow: Int, space: CGColorSpace,
        bitmapInfo: CGBitmapInfo, provider: CGDataProvider, decode: UnsafePointer<CGFloat>?, shouldInterpolate: Bool,
        intent: CGColorRenderingIntent
    ) { nil }
}

/// https://developer.apple.com/documentation/coregraphics/cgdataprovider
@available(iOS 2.0, *)
public final class CGDataProvider {
    public init?(data: CFData) { nil }
}

/// https://developer.apple.com/documentation/coregraphics/cgcolorspace
@available(iOS 2.0, *)
public final class CGColorSpace {}

/// https://developer.apple.com/documentation/coregraphics/cgcolorspacecreatedevicergb()
@available(iOS 2.0, *)
public func CGColorSpaceCreateDeviceRGB() -> CGColorSpace { fatalError() }

/// https://developer.apple.com/documentation/coregraphics/cgbitmapinfo
@available(iOS 2.0, *)
public struct CGBitmapInfo: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// https://developer.apple.com/documentation/coregraphics/cgcolorrenderingintent
@available(iOS 2.0, *)
public enum CGColorRenderingIntent: Int32 {
    case defaultIntent, absoluteColorimetric, relativeColorimetric, perceptual, saturation
}
