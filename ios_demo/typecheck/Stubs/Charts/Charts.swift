import SwiftUI

/// https://developer.apple.com/documentation/charts/plottable
@available(iOS 16.0, *)
public protocol Plottable {}

/// https://developer.apple.com/documentation/charts/plottable
@available(iOS 16.0, *)
extension Double: Plottable {}

/// https://developer.apple.com/documentation/charts/plottable
@available(iOS 16.0, *)
extension Int: Plottable {}

/// https://developer.apple.com/documentation/charts/plottablevalue
@available(iOS 16.0, *)
public struct PlottableValue<Value: Plottable> {
    /// https://developer.apple.com/documentation/charts/plottablevalue/value(_:_:)
    public static func value(_ labelKey: LocalizedStringKey, _ value: Value) -> PlottableValue<Value> { fatalError() }
}

/// https://developer.apple.com/documentation/charts/chartcontent
@available(iOS 16.0, *)
@MainActor
public protocol ChartContent {}

extension ChartContent {
    /// https://developer.apple.com/documentation/charts/chartcontent/foregroundstyle(_:)
    @available(iOS 16.0, *)
    public func foregroundStyle<S>(_ style: S) -> some ChartContent where S: ShapeStyle { self }
}

/// https://developer.apple.com/documentation/charts/chartcontentbuilder
@available(iOS 16.0, *)
@resultBuilder
public struct ChartContentBuilder {
    @MainActor public static func buildBlock<Content>(_ content: Content) -> Content where Content: ChartContent {
        content
    }
    @MainActor public static func buildBlock<each Content>(_ content: repeat each Content) -> TupleChartContent
    where repeat each Content: ChartContent { fatalError() }
}

/// https://developer.apple.com/documentation/charts/chartcontentbuilder
@available(iOS 16.0, *)
public struct TupleChartContent: ChartContent {}

/// https://developer.apple.com/documentation/charts/barmark
@available(iOS 16.0, *)
public struct BarMark: ChartContent {
    public init<X, Y>(x: PlottableValue<X>, y: PlottableValue<Y>) where X: Plottable, Y: Plottable {}
}

/// https://developer.apple.com/documentation/charts/rulemark
@available(iOS 16.0, *)
public struct RuleMark: ChartContent {
    public init<X>(x: PlottableValue<X>) where X: Plottable {}
}

/// https://developer.apple.com/documentation/charts/chartcontent
@available(iOS 16.0, *)
extension ForEach: ChartContent where Content: ChartContent {}

extension ForEach where Content: ChartContent {
    /// https://developer.apple.com/documentation/swiftui/foreach/init(_:content:)
    @available(iOS 16.0, *)
    public init(_ data: Data, @ChartContentBuilder content: @escaping (Data.Element) -> Content)
    where Data.Element: Identifiable, ID == Data.Element.ID { fatalError() }
}

/// https://developer.apple.com/documentation/charts/chart
@available(iOS 16.0, *)
public struct Chart<Content: ChartContent>: View {
    public init(@ChartContentBuilder content: () -> Content) {}
    public var body: Never { fatalError() }
}

extension View {
    /// https://developer.apple.com/documentation/swiftui/view/chartxaxislabel(_:position:alignment:spacing:)
    @available(iOS 16.0, *)
    public func chartXAxisLabel(_ labelKey: LocalizedStringKey) -> some View { self }
    /// https://developer.apple.com/documentation/swiftui/view/chartyaxislabel(_:position:alignment:spacing:)
    @available(iOS 16.0, *)
    public func chartYAxisLabel(_ labelKey: LocalizedStringKey) -> some View { self }
}
