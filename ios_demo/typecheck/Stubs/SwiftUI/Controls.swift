// Views. Their initializers may be called anywhere there; on the main actor alone here.

/// https://developer.apple.com/documentation/swiftui/emptyview
@available(iOS 13.0, *)
public struct EmptyView: View { public var body: Never { fatalError() } }

/// https://developer.apple.com/documentation/swiftui/text
@available(iOS 13.0, *)
public struct Text: View {
    public init(_ key: LocalizedStringKey) {}
    @_disfavoredOverload
    public init<S>(_ content: S) where S: StringProtocol {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/image
@available(iOS 13.0, *)
public struct Image: View {
    public enum Interpolation: Sendable { case none, low, medium, high }
    public init(systemName: String) {}
    /// https://developer.apple.com/documentation/swiftui/image/init(_:scale:orientation:label:)
    public init(_ cgImage: CGImage, scale: CGFloat, label: Text) {}
    public func resizable() -> Image { self }
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/label
@available(iOS 14.0, *)
public struct Label<Title: View, Icon: View>: View { public var body: Never { fatalError() } }

extension Label where Title == Text, Icon == Image {
    /// https://developer.apple.com/documentation/swiftui/label/init(_:systemimage:)
    @available(iOS 14.0, *)
    public init(_ titleKey: LocalizedStringKey, systemImage name: String) { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/label/init(_:systemimage:)
    @available(iOS 14.0, *)
    @_disfavoredOverload
    public init<S>(_ title: S, systemImage name: String) where S: StringProtocol { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/defaultlabelcontent
@available(iOS 14.0, *)
public typealias TextAndImage = Label<Text, Image>

/// https://developer.apple.com/documentation/swiftui/button
@available(iOS 13.0, *)
public struct Button<Label: View>: View {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
    public var body: Never { fatalError() }
}

extension Button where Label == Text {
    /// https://developer.apple.com/documentation/swiftui/button/init(_:action:)
    @available(iOS 13.0, *)
    public init(_ titleKey: LocalizedStringKey, action: @escaping @MainActor () -> Void) { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/button/init(_:role:action:)
    @available(iOS 15.0, *)
    public init(_ titleKey: LocalizedStringKey, role: ButtonRole?, action: @escaping @MainActor () -> Void) {
        fatalError()
    }
}

extension Button where Label == TextAndImage {
    /// https://developer.apple.com/documentation/swiftui/button/init(_:systemimage:action:)
    @available(iOS 14.0, *)
    public init(_ titleKey: LocalizedStringKey, systemImage: String, action: @escaping @MainActor () -> Void) {
        fatalError()
    }
}

/// https://developer.apple.com/documentation/swiftui/menu
@available(iOS 14.0, *)
public struct Menu<Label: View, Content: View>: View { public var body: Never { fatalError() } }

extension Menu where Label == TextAndImage {
    /// https://developer.apple.com/documentation/swiftui/menu/init(_:systemimage:content:)
    @available(iOS 14.0, *)
    public init(_ titleKey: LocalizedStringKey, systemImage: String, @ViewBuilder content: () -> Content) {
        fatalError()
    }
}

/// https://developer.apple.com/documentation/swiftui/picker
@available(iOS 13.0, *)
public struct Picker<Label: View, SelectionValue: Hashable, Content: View>: View {
    public var body: Never { fatalError() }
}

extension Picker where Label == Text {
    /// https://developer.apple.com/documentation/swiftui/picker/init(_:selection:content:)
    @available(iOS 13.0, *)
    public init(
        _ titleKey: LocalizedStringKey, selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content
    ) { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/progressview
@available(iOS 14.0, *)
public struct ProgressView<Label: View, CurrentValueLabel: View>: View { public var body: Never { fatalError() } }

extension ProgressView where CurrentValueLabel == EmptyView {
    /// https://developer.apple.com/documentation/swiftui/progressview/init(_:)
    @available(iOS 14.0, *)
    public init(_ titleKey: LocalizedStringKey) where Label == Text { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/progressview/init(value:total:)
    @available(iOS 14.0, *)
    public init<V>(value: V?, total: V = 1.0) where Label == EmptyView, V: BinaryFloatingPoint { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/labeledcontent
@available(iOS 16.0, *)
public struct LabeledContent<Label: View, Content: View>: View {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {}
    public var body: Never { fatalError() }
}

extension LabeledContent where Label == Text, Content == Text {
    /// https://developer.apple.com/documentation/swiftui/labeledcontent/init(_:value:)
    @available(iOS 16.0, *)
    public init<S>(_ titleKey: LocalizedStringKey, value: S) where S: StringProtocol { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/sharelink
@available(iOS 16.0, *)
public struct ShareLink<Label: View>: View {
    /// https://developer.apple.com/documentation/swiftui/sharelink/init(item:subject:message:label:)
    public init(item: URL, subject: Text? = nil, message: Text? = nil, @ViewBuilder label: () -> Label) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/contentunavailableview
@available(iOS 17.0, *)
public struct ContentUnavailableView<Label: View, Description: View, Actions: View>: View {
    public init(
        @ViewBuilder label: () -> Label, @ViewBuilder description: () -> Description,
        @ViewBuilder actions: () -> Actions
    ) {}
    public var body: Never { fatalError() }
}
