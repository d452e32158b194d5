@_exported import CoreGraphics

/// https://developer.apple.com/documentation/quartzcore/calayer
@available(iOS 2.0, *)
open class CALayer: NSObject {
    open var frame: CGRect = .zero
    open var bounds: CGRect = .zero
    open func addSublayer(_ layer: CALayer) {}
}
