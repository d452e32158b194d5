/// One golden picture, ready to be asked: the tensor, and the source model's answer.
public struct GoldenCase: Equatable, Sendable {
    /// Path in the bundle.
    public let path: String
    /// Height x width x 3 bytes, RGB.
    public let tensor: [UInt8]
    /// The source model's output.
    public let reference: [Float]
    /// The source model's answers, best first.
    public let top5: [Int]
    /// The picture itself, for timing what makes the tensor; `nil` where only the tensor is known.
    public let stored: StoredPicture?

    /// A case.
    public init(path: String, tensor: [UInt8], reference: [Float], top5: [Int], stored: StoredPicture? = nil) {
        self.path = path
        self.tensor = tensor
        self.reference = reference
        self.top5 = top5
        self.stored = stored
    }

    /// All of a manifest; each picture is preprocessed here and its hash compared.
    static func read(_ manifest: Manifest, bytes: (String) throws -> [UInt8]) throws -> [GoldenCase] {
        let classes = manifest.model.classes
        let images = manifest.golden.images
        let file = manifest.golden.referencePath
        let data = try bytes(file)
        guard data.count == images.count * classes * 4 else { throw Refusal(.reference, file: file) }
        let preprocessor = FramePreprocessor(rule: manifest.preprocessing)
        return try images.enumerated().map { index, image in
            let picture = try Picture(ppm: try bytes(image.path), file: image.path)
            let row = (0..<classes).map { LittleEndian.float(data, (index * classes + $0) * 4) }
            let (stored, tensor) = try made(picture, image, preprocessor)
            return GoldenCase(path: image.path, tensor: tensor, reference: row, top5: image.top5, stored: stored)
        }
    }

    private static func made(
        _ picture: Picture, _ image: Manifest.GoldenImage, _ preprocessor: FramePreprocessor
    ) throws(Refusal) -> (StoredPicture, [UInt8]) {
        guard
            let shape = StoredShape(
                width: picture.width, height: picture.height, layout: .rgb, rotation: image.rotation),
            let tensor = preprocessor.tensor(picture.pixels, shape),
            SHA256Sum.of(tensor) == image.tensorSHA256
        else { throw Refusal(.fileChanged, file: Manifest.fileName, at: image.path) }
        return (StoredPicture(pixels: picture.pixels, shape: shape), tensor)
    }
}

/// A picture as it is stored, ready to be preprocessed.
public struct StoredPicture: Equatable, Sendable {
    /// `shape.byteCount` bytes at least.
    public let pixels: [UInt8]
    /// How they lie.
    public let shape: StoredShape

    /// A picture.
    public init(pixels: [UInt8], shape: StoredShape) {
        self.pixels = pixels
        self.shape = shape
    }
}

/// Numbers in files.
public enum LittleEndian {
    /// The float32 in the four bytes from `at` on.
    public static func float(_ data: [UInt8], _ at: Int) -> Float {
        let bits =
            UInt32(data[at]) | UInt32(data[at + 1]) << 8 | UInt32(data[at + 2]) << 16 | UInt32(data[at + 3]) << 24
        return Float(bitPattern: bits)
    }
}
