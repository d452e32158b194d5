// The protocols, and how bodies are built. Everything that draws belongs to the main actor.
@_exported import Observation
@_exported import UIKit
@_exported import UniformTypeIdentifiers

/// https://developer.apple.com/documentation/swiftui/view
@available(iOS 13.0, *)
@MainActor
@preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

/// https://developer.apple.com/documentation/swiftui/view
@available(iOS 13.0, *)
extension Never: View {
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/viewbuilder
@available(iOS 13.0, *)
@resultBuilder
public struct ViewBuilder {
    public static func buildExpression<Content>(_ content: Content) -> Content where Content: View { content }
    public static func buildBlock() -> EmptyView { fatalError() }
    public static func buildBlock<Content>(_ content: Content) -> Content where Content: View { content }
    public static func buildBlock<each Content>(_ content: repeat each Content) -> TupleView<(repeat each Content)>
    where repeat each Content: View { fatalError() }
    public static func buildIf<Content>(_ content: Content?) -> Content? where Content: View { content }
    public static func buildEither<First, Second>(first: First) -> _ConditionalContent<First, Second>
    where First: View, Second: View { fatalError() }
    public static func buildEither<First, Second>(second: Second) -> _ConditionalContent<First, Second>
    where First: View, Second: View { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/tupleview
@available(iOS 13.0, *)
public struct TupleView<T>: View { public var body: Never { fatalError() } }

/// https://developer.apple.com/documentation/swiftui/viewbuilder/buildeither(first:)
@available(iOS 13.0, *)
public struct _ConditionalContent<TrueContent, FalseContent> {}

/// https://developer.apple.com/documentation/swiftui/viewbuilder/buildeither(first:)
@available(iOS 13.0, *)
extension _ConditionalContent: View where TrueContent: View, FalseContent: View {
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/viewbuilder/buildif(_:)
@available(iOS 13.0, *)
extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/app
@available(iOS 14.0, *)
@MainActor
@preconcurrency
public protocol App {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
    init()
}

extension App {
    /// https://developer.apple.com/documentation/swiftui/app/main()
    @available(iOS 14.0, *)
    public static func main() {}
}

/// https://developer.apple.com/documentation/swiftui/scene
@available(iOS 14.0, *)
@MainActor
@preconcurrency
public protocol Scene {
    associatedtype Body: Scene
    @SceneBuilder var body: Body { get }
}

/// https://developer.apple.com/documentation/swiftui/scene
@available(iOS 14.0, *)
extension Never: Scene {}

/// https://developer.apple.com/documentation/swiftui/scenebuilder
@available(iOS 14.0, *)
@resultBuilder
public struct SceneBuilder {
    public static func buildBlock<Content>(_ content: Content) -> Content where Content: Scene { content }
}

/// https://developer.apple.com/documentation/swiftui/windowgroup
@available(iOS 14.0, *)
public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

/// https://developer.apple.com/documentation/swiftui/uiviewrepresentable
@available(iOS 13.0, *)
@MainActor
@preconcurrency
public protocol UIViewRepresentable: View where Body == Never {
    associatedtype UIViewType: UIView
    typealias Context = UIViewRepresentableContext<Self>
    func makeUIView(context: Context) -> UIViewType
    func updateUIView(_ uiView: UIViewType, context: Context)
}

/// https://developer.apple.com/documentation/swiftui/uiviewrepresentablecontext
@available(iOS 13.0, *)
@MainActor
public struct UIViewRepresentableContext<Representable: UIViewRepresentable> {}

extension UIViewRepresentable {
    /// https://developer.apple.com/documentation/swiftui/uiviewrepresentable
    @available(iOS 13.0, *)
    public var body: Never { fatalError() }
}
