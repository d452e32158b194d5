// Views that hold views.

/// https://developer.apple.com/documentation/swiftui/vstack
@available(iOS 13.0, *)
public struct VStack<Content: View>: View {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/hstack
@available(iOS 13.0, *)
public struct HStack<Content: View>: View {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/layout
@available(iOS 16.0, *)
public protocol Layout: Sendable {}

/// https://developer.apple.com/documentation/swiftui/hstacklayout
@available(iOS 16.0, *)
public struct HStackLayout: Layout {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil) {}
}

/// https://developer.apple.com/documentation/swiftui/vstacklayout
@available(iOS 16.0, *)
public struct VStackLayout: Layout {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil) {}
}

/// https://developer.apple.com/documentation/swiftui/anylayout
@available(iOS 16.0, *)
public struct AnyLayout: Layout {
    public init<L>(_ layout: L) where L: Layout {}
    /// https://developer.apple.com/documentation/swiftui/layout/callasfunction(_:)
    @MainActor public func callAsFunction<V>(@ViewBuilder _ content: () -> V) -> some View where V: View { content() }
}

/// https://developer.apple.com/documentation/swiftui/spacer
@available(iOS 13.0, *)
public struct Spacer: View {
    public init(minLength: CGFloat? = nil) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/divider
@available(iOS 13.0, *)
public struct Divider: View {
    public init() {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/group
@available(iOS 13.0, *)
public struct Group<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/scrollview
@available(iOS 13.0, *)
public struct ScrollView<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/list
@available(iOS 13.0, *)
public struct List<Content: View>: View {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/section
@available(iOS 13.0, *)
public struct Section<Parent: View, Content: View>: View { public var body: Never { fatalError() } }

extension Section where Parent == EmptyView {
    /// https://developer.apple.com/documentation/swiftui/section/init(content:)
    @available(iOS 13.0, *)
    public init(@ViewBuilder content: () -> Content) { fatalError() }
}

extension Section where Parent == Text {
    /// https://developer.apple.com/documentation/swiftui/section/init(_:content:)
    @available(iOS 15.0, *)
    public init(_ titleKey: LocalizedStringKey, @ViewBuilder content: () -> Content) { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/foreach
@available(iOS 13.0, *)
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {}

/// https://developer.apple.com/documentation/swiftui/foreach
@available(iOS 13.0, *)
extension ForEach: View where Content: View { public var body: Never { fatalError() } }

extension ForEach where Content: View {
    /// https://developer.apple.com/documentation/swiftui/foreach/init(_:id:content:)
    @available(iOS 13.0, *)
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) { fatalError() }
    /// https://developer.apple.com/documentation/swiftui/foreach/init(_:content:)
    @available(iOS 13.0, *)
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content)
    where Data.Element: Identifiable, ID == Data.Element.ID { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/grid
@available(iOS 16.0, *)
public struct Grid<Content: View>: View {
    public init(
        alignment: Alignment = .center, horizontalSpacing: CGFloat? = nil, verticalSpacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/gridrow
@available(iOS 16.0, *)
public struct GridRow<Content: View>: View {
    public init(alignment: VerticalAlignment? = nil, @ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/navigationstack
@available(iOS 16.0, *)
public struct NavigationStack<Root: View>: View {
    public init(@ViewBuilder root: () -> Root) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/tabcontent
@available(iOS 18.0, *)
@MainActor
public protocol TabContent {}

/// https://developer.apple.com/documentation/swiftui/tab
@available(iOS 18.0, *)
public struct Tab<Content: View>: TabContent {
    /// https://developer.apple.com/documentation/swiftui/tab/init(_:systemimage:content:)
    public init(_ titleKey: LocalizedStringKey, systemImage: String, @ViewBuilder content: () -> Content) {}
}

/// https://developer.apple.com/documentation/swiftui/tabcontentbuilder
@available(iOS 18.0, *)
@resultBuilder
public struct TabContentBuilder {
    @MainActor public static func buildBlock<each Content>(_ content: repeat each Content) -> TupleTabContent
    where repeat each Content: TabContent { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/tabcontentbuilder
@available(iOS 18.0, *)
public struct TupleTabContent: TabContent {}

/// https://developer.apple.com/documentation/swiftui/tabview
@available(iOS 18.0, *)
public struct TabView<Content>: View {
    /// https://developer.apple.com/documentation/swiftui/tabview/init(content:)
    public init(@TabContentBuilder content: () -> Content) where Content: TabContent {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/toolbarcontent
@available(iOS 14.0, *)
@MainActor
public protocol ToolbarContent {}

/// https://developer.apple.com/documentation/swiftui/toolbaritem
@available(iOS 14.0, *)
public struct ToolbarItem<Content: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) {}
}

/// https://developer.apple.com/documentation/swiftui/toolbarcontentbuilder
@available(iOS 14.0, *)
@resultBuilder
public struct ToolbarContentBuilder {
    @MainActor public static func buildBlock<each Content>(_ content: repeat each Content) -> TupleToolbarContent
    where repeat each Content: ToolbarContent { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/toolbarcontentbuilder
@available(iOS 14.0, *)
public struct TupleToolbarContent: ToolbarContent {}
