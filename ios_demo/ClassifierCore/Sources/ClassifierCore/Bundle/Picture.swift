/// A golden picture: binary PPM (P6, 8 bit).
public struct Picture: Equatable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `width * height * 3` bytes, RGB.
    public let pixels: [UInt8]

    /// Largest side, pixels: the kit's own limit.
    static let maxSide = 1 << 15

    /// Reads a PPM as the kit writes it and no other way: `P6`, the sides and `255` on three lines.
    public init(ppm bytes: [UInt8], file: String) throws(Refusal) {
        let lines = bytes.prefix(24).split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0].elementsEqual("P6".utf8), lines[2].elementsEqual("255".utf8) else {
            throw Refusal(.picture, file: file)
        }
        let sides = lines[1].split(separator: 0x20, omittingEmptySubsequences: false).map(Self.side)
        guard sides.count == 2, let width = sides[0], let height = sides[1],
            bytes.count - lines[3].startIndex == width * height * 3
        else { throw Refusal(.picture, file: file) }
        self.width = width
        self.height = height
        pixels = Array(bytes[lines[3].startIndex...])
    }

    /// Digits without a leading zero.
    private static func side(_ word: ArraySlice<UInt8>) -> Int? {
        guard word.first != UInt8(ascii: "0"), word.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let side = Int(String(decoding: word, as: UTF8.self))
        else { return nil }
        return side <= maxSide ? side : nil
    }
}
