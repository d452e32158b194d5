// What is asked of a view.

extension View {
    /// https://developer.apple.com/documentation/swiftui/view/padding(_:)
    @available(iOS 13.0, *)
    public func padding(_ length: CGFloat) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/padding(_:_:)
    @available(iOS 13.0, *)
    public func padding() -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/font(_:)
    @available(iOS 13.0, *)
    public func font(_ font: Font?) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/monospaceddigit()
    @available(iOS 15.0, *)
    public func monospacedDigit() -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/multilinetextalignment(_:)
    @available(iOS 13.0, *)
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/foregroundstyle(_:)
    @available(iOS 15.0, *)
    public func foregroundStyle<S>(_ style: S) -> some View where S: ShapeStyle { self }
    /// https://developer.apple.com/documentation/swiftui/view/background(_:in:fillstyle:)
    @available(iOS 15.0, *)
    public func background<S, T>(_ style: S, in shape: T) -> some View where S: ShapeStyle, T: Shape { self }
    /// https://developer.apple.com/documentation/swiftui/view/tint(_:)
    @available(iOS 15.0, *)
    public func tint(_ tint: Color?) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/frame(minwidth:idealwidth:maxwidth:minheight:idealheight:maxheight:alignment:)
    @available(iOS 13.0, *)
    public func frame(minHeight: CGFloat? = nil) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/scaledtofit()
    @available(iOS 13.0, *)
    public func scaledToFit() -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/overlay(alignment:content:)
    @available(iOS 15.0, *)
    public func overlay<V>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View where V: View {
        self
    }
    /// https://developer.apple.com/documentation/swiftui/view/disabled(_:)
    @available(iOS 13.0, *)
    public func disabled(_ disabled: Bool) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/buttonstyle(_:)
    @available(iOS 13.0, *)
    public func buttonStyle<S>(_ style: S) -> some View where S: PrimitiveButtonStyle { self }
    /// https://developer.apple.com/documentation/swiftui/view/pickerstyle(_:)
    @available(iOS 13.0, *)
    public func pickerStyle<S>(_ style: S) -> some View where S: PickerStyle { self }
    /// https://developer.apple.com/documentation/swiftui/view/tag(_:includeoptional:)
    @available(iOS 13.0, *)
    public func tag<V>(_ tag: V) -> some View where V: Hashable { self }
    /// https://developer.apple.com/documentation/swiftui/view/gridcolumnalignment(_:)
    @available(iOS 16.0, *)
    public func gridColumnAlignment(_ guide: HorizontalAlignment) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/gridcellcolumns(_:)
    @available(iOS 16.0, *)
    public func gridCellColumns(_ count: Int) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/environment(_:)
    @available(iOS 17.0, *)
    public func environment<T>(_ object: T?) -> some View where T: AnyObject, T: Observable { self }
    /// https://developer.apple.com/documentation/swiftui/view/navigationtitle(_:)
    @available(iOS 14.0, *)
    public func navigationTitle(_ titleKey: LocalizedStringKey) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/navigationbartitledisplaymode(_:)
    @available(iOS 14.0, *)
    public func navigationBarTitleDisplayMode(_ mode: NavigationBarItem.TitleDisplayMode) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/toolbar(content:)
    @available(iOS 14.0, *)
    public func toolbar<Content>(@ToolbarContentBuilder content: () -> Content) -> some View
    where Content: ToolbarContent { self }
    /// https://developer.apple.com/documentation/swiftui/view/sheet(ispresented:ondismiss:content:)
    @available(iOS 13.0, *)
    public func sheet<Content>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
    ) -> some View where Content: View { self }
    /// https://developer.apple.com/documentation/swiftui/view/sheet(item:ondismiss:content:)
    @available(iOS 13.0, *)
    public func sheet<Item, Content>(
        item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
    ) -> some View where Item: Identifiable, Content: View { self }
    /// https://developer.apple.com/documentation/swiftui/view/fileimporter(ispresented:allowedcontenttypes:oncompletion:)
    @available(iOS 14.0, *)
    public func fileImporter(
        isPresented: Binding<Bool>, allowedContentTypes: [UTType],
        onCompletion: @escaping (_ result: Result<URL, any Error>) -> Void
    ) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/task(priority:_:)
    @available(iOS 15.0, *)
    public func task(
        priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/task(id:priority:_:)
    @available(iOS 15.0, *)
    public func task<T>(
        id value: T, priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View where T: Equatable { self }
    /// https://developer.apple.com/documentation/swiftui/view/onchange(of:initial:_:)-4psgg
    @available(iOS 17.0, *)
    public func onChange<V>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> some View
    where V: Equatable { self }
    /// https://developer.apple.com/documentation/swiftui/view/ondisappear(perform:)
    @available(iOS 13.0, *)
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilitylabel(_:)
    @available(iOS 14.0, *)
    public func accessibilityLabel(_ labelKey: LocalizedStringKey) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilitylabel(_:)
    @available(iOS 14.0, *)
    @_disfavoredOverload
    public func accessibilityLabel<S>(_ label: S) -> some View where S: StringProtocol { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilityvalue(_:)
    @available(iOS 14.0, *)
    @_disfavoredOverload
    public func accessibilityValue<S>(_ value: S) -> some View where S: StringProtocol { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilityhint(_:)
    @available(iOS 14.0, *)
    public func accessibilityHint(_ hintKey: LocalizedStringKey) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilityhint(_:)
    @available(iOS 14.0, *)
    @_disfavoredOverload
    public func accessibilityHint<S>(_ hint: S) -> some View where S: StringProtocol { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilityhidden(_:)
    @available(iOS 14.0, *)
    public func accessibilityHidden(_ hidden: Bool) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/accessibilityelement(children:)
    @available(iOS 13.0, *)
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { self }
}
