/// How a stored picture's bytes are laid out, 8 bits a channel.
public struct PixelLayout: Equatable, Sendable {
    /// From one pixel to the next.
    public let bytesPerPixel: Int
    /// Where red is in a pixel.
    public let red: Int
    /// Where green is in a pixel.
    public let green: Int
    /// Where blue is in a pixel.
    public let blue: Int

    /// The camera's 32BGRA.
    public static let bgra = PixelLayout(bytesPerPixel: 4, red: 2, green: 1, blue: 0)
    /// A PPM's.
    public static let rgb = PixelLayout(bytesPerPixel: 3, red: 0, green: 1, blue: 2)
}

/// A picture as it is stored: not yet turned upright.
public struct StoredShape: Equatable, Sendable {
    /// Pixels in a stored row.
    public let width: Int
    /// Stored rows.
    public let height: Int
    /// At least `width * bytesPerPixel`: cameras pad their rows.
    public let bytesPerRow: Int
    /// Of a pixel.
    public let layout: PixelLayout
    /// Degrees clockwise that turn it upright.
    public let rotation: Rotation

    /// A picture of `width` x `height` pixels; `nil` where a row does not fit into `bytesPerRow` or a side is 0.
    public init?(width: Int, height: Int, bytesPerRow: Int? = nil, layout: PixelLayout, rotation: Rotation = .none) {
        let least = width * layout.bytesPerPixel
        guard width > 0, height > 0, bytesPerRow ?? least >= least else { return nil }
        self.width = width
        self.height = height
        self.bytesPerRow = bytesPerRow ?? least
        self.layout = layout
        self.rotation = rotation
    }

    /// Fewest bytes that hold it: the last row may be short of its padding.
    public var byteCount: Int { (height - 1) * bytesPerRow + width * layout.bytesPerPixel }
    /// Width once upright.
    public var uprightWidth: Int { rotation.swapsSides ? height : width }
    /// Height once upright.
    public var uprightHeight: Int { rotation.swapsSides ? width : height }

    /// Bytes from the start to the upright pixel in the first row and column, and on to its neighbours.
    var walk: (start: Int, column: Int, row: Int) {
        let pixel = layout.bytesPerPixel
        let lastColumn = (width - 1) * pixel
        let lastRow = (height - 1) * bytesPerRow
        return switch rotation {
        case .none: (0, pixel, bytesPerRow)
        case .quarter: (lastRow, -bytesPerRow, pixel)
        case .half: (lastRow + lastColumn, -pixel, -bytesPerRow)
        case .threeQuarters: (lastColumn, bytesPerRow, -pixel)
        }
    }
}
