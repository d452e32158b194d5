import ClassifierCore
import Testing

@Suite struct PreprocessingTests {
    private let rule = Preprocessing(height: 2, width: 2, cropFraction: 1)

    @Test func aPictureOfTheRightSizeStaysAsItIs() throws {
        let shape = try #require(StoredShape(width: 2, height: 2, layout: .rgb))
        let pixels = (0..<12).map { UInt8($0) }
        #expect(FramePreprocessor(rule: rule).tensor(pixels, shape) == pixels)
    }

    @Test(arguments: [
        (Rotation.none, [0, 1, 2, 3]), (.quarter, [2, 0, 3, 1]), (.half, [3, 2, 1, 0]), (.threeQuarters, [1, 3, 0, 2]),
    ])
    func rotationIsClockwiseToUpright(_ rotation: Rotation, _ order: [Int]) throws {
        let shape = try #require(StoredShape(width: 2, height: 2, layout: .rgb, rotation: rotation))
        let pixels = (0..<4).flatMap { [UInt8($0), UInt8($0), UInt8($0)] }
        let wanted = order.flatMap { [UInt8($0), UInt8($0), UInt8($0)] }
        #expect(FramePreprocessor(rule: rule).tensor(pixels, shape) == wanted)
    }

    @Test func theCamerasBlueFirstBytesBecomeRedFirst() throws {
        let shape = try #require(StoredShape(width: 2, height: 2, layout: .bgra))
        let pixels = [UInt8]([1, 2, 3, 255, 1, 2, 3, 255, 1, 2, 3, 255, 1, 2, 3, 255])
        #expect(FramePreprocessor(rule: rule).tensor(pixels, shape) == [3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1])
    }

    @Test func tooFewBytesAreRefusedAndNeverRead() throws {
        let shape = try #require(StoredShape(width: 2, height: 2, bytesPerRow: 16, layout: .bgra))
        #expect(shape.byteCount == 24)
        #expect(FramePreprocessor(rule: rule).tensor([UInt8](repeating: 0, count: 23), shape) == nil)
        #expect(FramePreprocessor(rule: rule).tensor([UInt8](repeating: 0, count: 24), shape) != nil)
    }

    @Test func aTensorTooSmallIsRefused() throws {
        let shape = try #require(StoredShape(width: 2, height: 2, layout: .rgb))
        var short = [UInt8](repeating: 0, count: 11)
        let pixels = [UInt8](repeating: 0, count: 12)
        let done = short.withUnsafeMutableBytes { target in
            pixels.withUnsafeBytes { FramePreprocessor(rule: rule).run($0, shape, into: target) }
        }
        #expect(!done)
    }

    @Test func rowsShorterThanTheirPixelsAreNoShape() {
        #expect(StoredShape(width: 2, height: 2, bytesPerRow: 7, layout: .bgra) == nil)
        #expect(StoredShape(width: 0, height: 2, layout: .bgra) == nil)
        #expect(StoredShape(width: 2, height: 0, layout: .bgra) == nil)
    }

    @Test func anotherShapeGetsAnotherPlan() throws {
        let preprocessor = FramePreprocessor(rule: rule)
        let wide = try #require(StoredShape(width: 40, height: 20, layout: .rgb))
        let tall = try #require(StoredShape(width: 20, height: 40, layout: .rgb))
        let pixels = (0..<2400).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 2) }
        let first = preprocessor.tensor(pixels, wide)
        let second = preprocessor.tensor(pixels, tall)
        #expect(first != second)
        #expect(preprocessor.tensor(pixels, wide) == first)
        #expect(FramePreprocessor(rule: rule).tensor(pixels, tall) == second)
    }

    @Test func aSingleColourStaysThatColour() throws {
        let shape = try #require(StoredShape(width: 333, height: 77, layout: .rgb, rotation: .quarter))
        let pixels = (0..<333 * 77).flatMap { _ -> [UInt8] in [255, 17, 128] }
        let tensor = try #require(FramePreprocessor(rule: Preprocessing(height: 9, width: 5)).tensor(pixels, shape))
        #expect(Set(stride(from: 0, to: tensor.count, by: 3).map { Array(tensor[$0..<$0 + 3]) }) == [[255, 17, 128]])
    }

    @Test func quantisingRoundsHalfToEvenAndHoldsTheRange() {
        let rule = Quantisation(scale: 0.5, zeroPoint: 3, range: 0...255)
        #expect([0.25, 0.75, 1.25, -100, 1e30, -0.0].map { rule.quantised(Float($0)) } == [3, 5, 5, 0, 255, 3])
        #expect(rule.dequantised(5) == 1)
    }
}
