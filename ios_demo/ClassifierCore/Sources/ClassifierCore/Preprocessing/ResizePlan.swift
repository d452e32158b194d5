/// Weights and working memory for pictures of one shape.
final class ResizePlan {
    let shape: StoredShape
    private let width: Int
    private let height: Int
    private let horizontal: FilterLine
    private let vertical: FilterLine
    /// Upright rows that the vertical pass reads.
    private let rows: Range<Int>
    /// Upright columns that the horizontal pass reads.
    private let columns: Range<Int>
    /// `block` upright rows, RGB.
    private let gathered: UnsafeMutablePointer<UInt8>
    /// All rows of `rows`, each `width` RGB pixels: between the passes.
    private let narrow: UnsafeMutablePointer<UInt8>
    /// One row of sums.
    private let sums: UnsafeMutablePointer<Int32>

    /// Rows gathered together: a turned picture's columns lie in one cache line of every stored row.
    private static let block = 16

    init(shape: StoredShape, rule: Preprocessing) {
        self.shape = shape
        width = rule.width
        height = rule.height
        let box = CropBox(width: shape.uprightWidth, height: shape.uprightHeight, rule: rule)
        horizontal = FilterLine(length: shape.uprightWidth, start: box.x0, end: box.x1, size: rule.width)
        vertical = FilterLine(length: shape.uprightHeight, start: box.y0, end: box.y1, size: rule.height)
        rows = vertical.isIdentity ? 0..<shape.uprightHeight : vertical.range
        columns = horizontal.isIdentity ? 0..<shape.uprightWidth : horizontal.range
        gathered = .allocate(capacity: Self.block * columns.count * 3)
        narrow = .allocate(capacity: rows.count * rule.width * 3)
        sums = .allocate(capacity: rule.width * 3)
    }

    deinit {
        gathered.deallocate()
        narrow.deallocate()
        sums.deallocate()
    }

    func run(_ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>) {
        var row = rows.lowerBound
        while row < rows.upperBound {
            let count = min(Self.block, rows.upperBound - row)
            gather(source, from: row, count: count)
            for index in 0..<count {
                let line = gathered + index * columns.count * 3
                narrowed(line, into: narrow + (row - rows.lowerBound + index) * width * 3)
            }
            row += count
        }
        shorten(target)
    }

    /// Upright rows `row..<row + count` as RGB, `columns` only.
    private func gather(_ source: UnsafePointer<UInt8>, from row: Int, count: Int) {
        let (start, column, down) = shape.walk
        let (red, green, blue) = (shape.layout.red, shape.layout.green, shape.layout.blue)
        let length = columns.count
        let first = source + (start + row * down + columns.lowerBound * column)
        if shape.rotation.swapsSides {
            // Column by column, along the stored rows: the other way round every pixel is in another cache line.
            for x in 0..<length {
                var pixel = first + x &* column
                var place = gathered + x &* 3
                for _ in 0..<count {
                    place[0] = pixel[red]
                    place[1] = pixel[green]
                    place[2] = pixel[blue]
                    pixel += down
                    place += length &* 3
                }
            }
        } else {
            for index in 0..<count {
                var pixel = first + index &* down
                var place = gathered + index &* length &* 3
                for _ in 0..<length {
                    place[0] = pixel[red]
                    place[1] = pixel[green]
                    place[2] = pixel[blue]
                    pixel += column
                    place += 3
                }
            }
        }
    }

    /// The horizontal pass along one row.
    private func narrowed(_ line: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>) {
        if horizontal.isIdentity {
            target.update(from: line, count: width * 3)
            return
        }
        let stride = horizontal.stride
        let offset = Int32(columns.lowerBound)
        horizontal.weights.withUnsafeBufferPointer { weights in
            horizontal.first.withUnsafeBufferPointer { first in
                horizontal.count.withUnsafeBufferPointer { counts in
                    for x in 0..<width {
                        var pixel = line + Int(first[x] &- offset) &* 3
                        var red: Int32 = 1 << 21
                        var green = red
                        var blue = red
                        let base = x &* stride
                        for k in base..<(base &+ Int(counts[x])) {
                            let weight = weights[k]
                            red = red &+ Int32(pixel[0]) &* weight
                            green = green &+ Int32(pixel[1]) &* weight
                            blue = blue &+ Int32(pixel[2]) &* weight
                            pixel += 3
                        }
                        target[x &* 3] = Self.byte(red)
                        target[x &* 3 &+ 1] = Self.byte(green)
                        target[x &* 3 &+ 2] = Self.byte(blue)
                    }
                }
            }
        }
    }

    /// The vertical pass, all rows.
    private func shorten(_ target: UnsafeMutablePointer<UInt8>) {
        let length = width * 3
        if vertical.isIdentity {
            target.update(from: narrow, count: height * length)
            return
        }
        for y in 0..<height {
            for x in 0..<length { sums[x] = 1 << 21 }
            let start = Int(vertical.first[y]) - rows.lowerBound
            for k in 0..<Int(vertical.count[y]) {
                let weight = vertical.weights[y &* vertical.stride &+ k]
                let row = narrow + (start &+ k) &* length
                for x in 0..<length { sums[x] = sums[x] &+ Int32(row[x]) &* weight }
            }
            let line = target + y &* length
            for x in 0..<length { line[x] = Self.byte(sums[x]) }
        }
    }

    @inline(__always)
    private static func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, sum &>> FilterLine.bits)))
    }
}
