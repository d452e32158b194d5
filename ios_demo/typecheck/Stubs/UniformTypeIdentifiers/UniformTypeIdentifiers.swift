/// https://developer.apple.com/documentation/uniformtypeidentifiers/uttype-swift.struct
@available(iOS 14.0, *)
public struct UTType: Hashable, Sendable {
    /// https://developer.apple.com/documentation/uniformtypeidentifiers/uttype-swift.struct/folder
    public static var folder: UTType { fatalError() }
    /// https://developer.apple.com/documentation/uniformtypeidentifiers/uttype-swift.struct/json
    public static var json: UTType { fatalError() }
}
