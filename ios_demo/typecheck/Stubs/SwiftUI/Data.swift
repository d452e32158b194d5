// Property wrappers and values.

/// https://developer.apple.com/documentation/swiftui/state
@available(iOS 13.0, *)
@propertyWrapper
public struct State<Value> {
    public init(wrappedValue value: Value) {}
    public init() where Value: ExpressibleByNilLiteral {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/binding
@available(iOS 13.0, *)
@propertyWrapper
public struct Binding<Value> {
    /// https://developer.apple.com/documentation/swiftui/binding/init(get:set:)
    public init(
        get: @escaping @isolated(any) @Sendable () -> Value, set: @escaping @isolated(any) @Sendable (Value) -> Void
    ) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { self }
}

/// https://developer.apple.com/documentation/swiftui/bindable
@available(iOS 17.0, *)
@dynamicMemberLookup
@propertyWrapper
public struct Bindable<Value> {
    public init(wrappedValue: Value) where Value: AnyObject, Value: Observable {}
    public var wrappedValue: Value { fatalError() }
    public var projectedValue: Bindable<Value> { self }
    public subscript<Subject>(dynamicMember keyPath: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject>
    where Value: AnyObject { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/environment
@available(iOS 13.0, *)
@propertyWrapper
public struct Environment<Value> {
    public init(_ keyPath: KeyPath<EnvironmentValues, Value>) {}
    /// https://developer.apple.com/documentation/swiftui/environment/init(_:)-8slkf
    @available(iOS 17.0, *)
    public init(_ objectType: Value.Type) where Value: AnyObject, Value: Observable {}
    public var wrappedValue: Value { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/environmentvalues
@available(iOS 13.0, *)
public struct EnvironmentValues {
    /// https://developer.apple.com/documentation/swiftui/environmentvalues/verticalsizeclass
    public var verticalSizeClass: UserInterfaceSizeClass? { nil }
    /// https://developer.apple.com/documentation/swiftui/environmentvalues/dynamictypesize
    @available(iOS 15.0, *)
    public var dynamicTypeSize: DynamicTypeSize { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/environmentvalues/openurl
    @available(iOS 14.0, *)
    public var openURL: OpenURLAction { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/environmentvalues/dismiss
    @available(iOS 15.0, *)
    public var dismiss: DismissAction { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/userinterfacesizeclass
@available(iOS 13.0, *)
public enum UserInterfaceSizeClass: Sendable { case compact, regular }

/// https://developer.apple.com/documentation/swiftui/dynamictypesize
@available(iOS 15.0, *)
public enum DynamicTypeSize: Hashable, Sendable {
    case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
    case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
    public var isAccessibilitySize: Bool { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/openurlaction
@available(iOS 14.0, *)
@MainActor
public struct OpenURLAction {
    public func callAsFunction(_ url: URL) {}
}

/// https://developer.apple.com/documentation/swiftui/dismissaction
@available(iOS 15.0, *)
@MainActor
public struct DismissAction {
    public func callAsFunction() {}
}

/// https://developer.apple.com/documentation/swiftui/localizedstringkey
@available(iOS 13.0, *)
public struct LocalizedStringKey: Equatable, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {}
}

/// https://developer.apple.com/documentation/swiftui/buttonrole
@available(iOS 15.0, *)
public struct ButtonRole: Equatable, Sendable {
    public static let cancel = ButtonRole()
    public static let destructive = ButtonRole()
}

/// https://developer.apple.com/documentation/swiftui/alignment
@available(iOS 13.0, *)
public struct Alignment: Equatable, Sendable {
    public static let center = Alignment()
    public static let bottom = Alignment()
    public static let leading = Alignment()
    public static let trailing = Alignment()
}

/// https://developer.apple.com/documentation/swiftui/horizontalalignment
@available(iOS 13.0, *)
public struct HorizontalAlignment: Equatable, Sendable {
    public static let leading = HorizontalAlignment()
    public static let center = HorizontalAlignment()
    public static let trailing = HorizontalAlignment()
}

/// https://developer.apple.com/documentation/swiftui/verticalalignment
@available(iOS 13.0, *)
public struct VerticalAlignment: Equatable, Sendable {
    public static let center = VerticalAlignment()
    public static let top = VerticalAlignment()
}

/// https://developer.apple.com/documentation/swiftui/textalignment
@available(iOS 13.0, *)
public enum TextAlignment: Sendable { case leading, center, trailing }

/// https://developer.apple.com/documentation/swiftui/font
@available(iOS 13.0, *)
public struct Font: Hashable, Sendable {
    public static let headline = Font()
    public static let subheadline = Font()
    public static let callout = Font()
    public static let footnote = Font()
    public static let caption = Font()
    public static let body = Font()
}

/// https://developer.apple.com/documentation/swiftui/shapestyle
@available(iOS 13.0, *)
public protocol ShapeStyle: Sendable {}

/// https://developer.apple.com/documentation/swiftui/color
@available(iOS 13.0, *)
public struct Color: Hashable, Sendable, ShapeStyle {
    public static let primary = Color()
    public static let red = Color()
    public static let green = Color()
    public static let orange = Color()
    public static let gray = Color()
}

/// https://developer.apple.com/documentation/swiftui/hierarchicalshapestyle
@available(iOS 15.0, *)
public struct HierarchicalShapeStyle: ShapeStyle {}

/// https://developer.apple.com/documentation/swiftui/material
@available(iOS 15.0, *)
public struct Material: ShapeStyle {}

extension ShapeStyle where Self == HierarchicalShapeStyle {
    /// https://developer.apple.com/documentation/swiftui/shapestyle/secondary
    @available(iOS 15.0, *)
    public static var secondary: HierarchicalShapeStyle { fatalError() }
}

extension ShapeStyle where Self == Color {
    /// https://developer.apple.com/documentation/swiftui/shapestyle/orange
    @available(iOS 15.0, *)
    public static var orange: Color { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/shapestyle/red
    @available(iOS 15.0, *)
    public static var red: Color { fatalError() }
}

extension ShapeStyle where Self == Material {
    /// https://developer.apple.com/documentation/swiftui/shapestyle/regularmaterial
    @available(iOS 15.0, *)
    public static var regularMaterial: Material { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/shape
@available(iOS 13.0, *)
public protocol Shape: Sendable {}

/// https://developer.apple.com/documentation/swiftui/roundedrectangle
@available(iOS 13.0, *)
public struct RoundedRectangle: Shape {
    public init(cornerRadius: CGFloat) {}
}

/// https://developer.apple.com/documentation/swiftui/primitivebuttonstyle
@available(iOS 13.0, *)
@MainActor
public protocol PrimitiveButtonStyle {}

/// https://developer.apple.com/documentation/swiftui/borderedbuttonstyle
@available(iOS 15.0, *)
public struct BorderedButtonStyle: PrimitiveButtonStyle {}

/// https://developer.apple.com/documentation/swiftui/borderedprominentbuttonstyle
@available(iOS 15.0, *)
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}

extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
    /// https://developer.apple.com/documentation/swiftui/primitivebuttonstyle/bordered
    @available(iOS 15.0, *)
    public static var bordered: BorderedButtonStyle { fatalError() }
}

extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
    /// https://developer.apple.com/documentation/swiftui/primitivebuttonstyle/borderedprominent
    @available(iOS 15.0, *)
    public static var borderedProminent: BorderedProminentButtonStyle { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/pickerstyle
@available(iOS 13.0, *)
@MainActor
public protocol PickerStyle {}

/// https://developer.apple.com/documentation/swiftui/segmentedpickerstyle
@available(iOS 13.0, *)
public struct SegmentedPickerStyle: PickerStyle {}

extension PickerStyle where Self == SegmentedPickerStyle {
    /// https://developer.apple.com/documentation/swiftui/pickerstyle/segmented
    @available(iOS 13.0, *)
    public static var segmented: SegmentedPickerStyle { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/accessibilitychildbehavior
@available(iOS 13.0, *)
public struct AccessibilityChildBehavior: Hashable, Sendable {
    public static let ignore = AccessibilityChildBehavior()
    public static let contain = AccessibilityChildBehavior()
    public static let combine = AccessibilityChildBehavior()
}

/// https://developer.apple.com/documentation/swiftui/toolbaritemplacement
@available(iOS 14.0, *)
public struct ToolbarItemPlacement: Sendable {
    public static let topBarLeading = ToolbarItemPlacement()
    public static let topBarTrailing = ToolbarItemPlacement()
    public static let confirmationAction = ToolbarItemPlacement()
}

/// https://developer.apple.com/documentation/swiftui/toolbartitledisplaymode
@available(iOS 13.0, *)
public enum NavigationBarItem: Sendable {
    public enum TitleDisplayMode: Sendable { case automatic, inline, large }
}
