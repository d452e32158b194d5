// What Apple's Foundation has and the one for Linux lacks.
@_exported import Foundation

extension ProcessInfo {
    /// https://developer.apple.com/documentation/foundation/processinfo/thermalstate-swift.enum
    @available(iOS 11.0, *)
    public enum ThermalState: Int { case nominal, fair, serious, critical }

    /// https://developer.apple.com/documentation/foundation/processinfo/thermalstate-swift.property
    @available(iOS 11.0, *)
    public var thermalState: ThermalState { fatalError() }

    /// https://developer.apple.com/documentation/foundation/processinfo/islowpowermodeenabled
    @available(iOS 9.0, *)
    public var isLowPowerModeEnabled: Bool { fatalError() }
}

extension URL {
    /// https://developer.apple.com/documentation/foundation/url/applicationsupportdirectory
    @available(iOS 16.0, *)
    public static var applicationSupportDirectory: URL { fatalError() }

    /// https://developer.apple.com/documentation/foundation/nsurl/startaccessingsecurityscopedresource()
    @available(iOS 8.0, *)
    public func startAccessingSecurityScopedResource() -> Bool { fatalError() }

    /// https://developer.apple.com/documentation/foundation/nsurl/stopaccessingsecurityscopedresource()
    @available(iOS 8.0, *)
    public func stopAccessingSecurityScopedResource() { fatalError() }
}

/// https://developer.apple.com/documentation/foundation/nskeyvalueobservation
@available(iOS 11.0, *)
open class NSKeyValueObservation: NSObject {
    open func invalidate() {}
}

/// https://developer.apple.com/documentation/foundation/nskeyvalueobservingoptions
@available(iOS 2.0, *)
public struct NSKeyValueObservingOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let new = NSKeyValueObservingOptions(rawValue: 1)
    public static let old = NSKeyValueObservingOptions(rawValue: 2)
    public static let initial = NSKeyValueObservingOptions(rawValue: 4)
}

/// https://developer.apple.com/documentation/foundation/nskeyvalueobservedchange
@available(iOS 11.0, *)
public struct NSKeyValueObservedChange<Value> {
    public let newValue: Value?
    public let oldValue: Value?
}

/// https://developer.apple.com/documentation/swift/using-key-value-observing-in-swift
@available(iOS 11.0, *)
public protocol _KeyValueCodingAndObserving {}

extension NSObject: _KeyValueCodingAndObserving {}

extension _KeyValueCodingAndObserving {
    /// https://developer.apple.com/documentation/swift/using-key-value-observing-in-swift
    @available(iOS 11.0, *)
    public func observe<Value>(
        _ keyPath: KeyPath<Self, Value>, options: NSKeyValueObservingOptions = [],
        changeHandler: @escaping @Sendable (Self, NSKeyValueObservedChange<Value>) -> Void
    ) -> NSKeyValueObservation { fatalError() }
}

/// https://developer.apple.com/documentation/corefoundation/cfstring
///
/// Not bridged on Linux: the same type there, so that `as String` stands.
@available(iOS 2.0, *)
public typealias CFString = String

/// https://developer.apple.com/documentation/corefoundation/cfdata
@available(iOS 2.0, *)
public typealias CFData = Data

/// https://developer.apple.com/documentation/corefoundation/cfdictionary
@available(iOS 2.0, *)
public typealias CFDictionary = [String: Any]

/// https://developer.apple.com/documentation/corefoundation/cfallocator
@available(iOS 2.0, *)
public final class CFAllocator {}
