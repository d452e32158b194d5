@_exported import AppleFoundation
@_exported import QuartzCore

/// https://developer.apple.com/documentation/uikit/uiresponder
@available(iOS 2.0, *)
@MainActor
open class UIResponder: NSObject {}

/// https://developer.apple.com/documentation/uikit/uiview
@available(iOS 2.0, *)
@MainActor
open class UIView: UIResponder {
    public init(frame: CGRect) {}
    public required init?(coder: NSCoder) { nil }
    open var bounds: CGRect = .zero
    open var layer: CALayer { fatalError() }
    open func layoutSubviews() {}
}

/// https://developer.apple.com/documentation/uikit/uidevice
@available(iOS 2.0, *)
@MainActor
open class UIDevice: NSObject {
    open class var current: UIDevice { fatalError() }
    open var systemVersion: String { fatalError() }
}

/// https://developer.apple.com/documentation/uikit/uiapplication
@available(iOS 2.0, *)
@MainActor
open class UIApplication: UIResponder {
    /// https://developer.apple.com/documentation/uikit/uiapplication/opensettingsurlstring
    @available(iOS 8.0, *)
    public class var openSettingsURLString: String { fatalError() }
}
