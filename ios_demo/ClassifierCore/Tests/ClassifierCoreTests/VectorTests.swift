import ClassifierCore
import Testing

@Suite struct VectorTests {
    @Test func theGeneratorDrawsTheContractsPictures() throws {
        let pictures = try Contract.json("vectors/preprocess.json")["pictures"].items
        #expect(pictures.count == 8)
        for one in pictures {
            #expect(SHA256Sum.of(DrawnPicture(one).rgb) == one["sha256"].string, "\(one["pattern"].string)")
        }
    }

    @Test func everyTensorIsPythonsToTheLastBit() throws {
        let vectors = try Contract.json("vectors/preprocess.json")["tensors"].items
        #expect(vectors.count >= 300)
        for vector in vectors {
            let found = try tensor(vector, .rgb, padding: 0)
            #expect(SHA256Sum.of(found) == vector["sha256"].string, "\(vector["id"].string)")
        }
    }

    @Test func aCamerasPaddedRowsGiveTheSameTensors() throws {
        let vectors = try Contract.json("vectors/preprocess.json")["tensors"].items
        for (index, vector) in vectors.enumerated() {
            let padded = try tensor(vector, .bgra, padding: [0, 4, 64, 28][index % 4])
            #expect(SHA256Sum.of(padded) == vector["sha256"].string, "\(vector["id"].string)")
        }
    }

    @Test func cropBoxesAreTheContracts() throws {
        for vector in try Contract.json("vectors/preprocess.json")["tensors"].items {
            let turned = vector["rotation"].int % 180 == 90
            let sides = [vector["width"].int, vector["height"].int]
            let box = CropBox(width: sides[turned ? 1 : 0], height: sides[turned ? 0 : 1], rule: rule(vector))
            #expect([box.x0, box.y0, box.x1, box.y1] == vector["box"].items.map(\.int), "\(vector["id"].string)")
        }
    }

    @Test func everyFloatIsPythonsToTheLastBit() throws {
        for vector in try Contract.json("vectors/input.json")["inputs"].items {
            let values = normaliser(vector)(DrawnPicture(vector).rgb)
            let bytes = values.flatMap { value in
                (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
            }
            #expect(SHA256Sum.of(bytes) == vector["float32_sha256"].string)
        }
    }

    @Test func everyQuantisedTensorIsPythons() throws {
        for vector in try Contract.json("vectors/input.json")["inputs"].items {
            let values = normaliser(vector)(DrawnPicture(vector).rgb)
            for wanted in vector["quantised"].items {
                let rule = quantisation(wanted)
                let wide = wanted["dtype"].string.hasSuffix("16")
                let bytes = values.flatMap { value in
                    let number = rule.quantised(value)
                    return wide
                        ? [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
                        : [UInt8(truncatingIfNeeded: number)]
                }
                #expect(SHA256Sum.of(bytes) == wanted["sha256"].string)
            }
        }
    }

    @Test func everyOutputIsReadAsPythonReadsIt() throws {
        for vector in try Contract.json("vectors/output.json")["outputs"].items {
            let raw = vector["raw"].items
            let rule = vector["scale"] == .null ? nil : quantisation(vector)
            let values = raw.map { rule?.dequantised($0.int) ?? Float($0.real) }
            #expect(values == vector["dequantised"].items.map { Float($0.real) })
            let activation = try #require(Manifest.Activation(rawValue: vector["activation"].string))
            let found = Postprocessing.probabilities(values, activation)
            for (one, wanted) in zip(found, vector["probabilities"].items) {
                #expect(abs(Double(one) - wanted.real) <= 1e-6)
            }
            #expect(Postprocessing.best(5, of: found) == vector["top5"].items.map(\.int))
        }
    }

    private func tensor(_ vector: JSON, _ layout: PixelLayout, padding: Int) throws -> [UInt8] {
        let picture = DrawnPicture(vector)
        let rotation = try #require(Rotation(rawValue: vector["rotation"].int))
        let shape = try #require(
            StoredShape(
                width: picture.width, height: picture.height,
                bytesPerRow: picture.width * layout.bytesPerPixel + padding, layout: layout, rotation: rotation))
        let preprocessor = FramePreprocessor(rule: rule(vector))
        return try #require(preprocessor.tensor(stored(picture.rgb, shape), shape))
    }

    /// The pixels as a camera hands them over: other order, an opaque byte, rows padded with what is not to be read.
    private func stored(_ rgb: [UInt8], _ shape: StoredShape) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xAB, count: shape.byteCount)
        for y in 0..<shape.height {
            for x in 0..<shape.width {
                let from = (y * shape.width + x) * 3
                let to = y * shape.bytesPerRow + x * shape.layout.bytesPerPixel
                bytes[to + shape.layout.red] = rgb[from]
                bytes[to + shape.layout.green] = rgb[from + 1]
                bytes[to + shape.layout.blue] = rgb[from + 2]
            }
        }
        return bytes
    }

    private func rule(_ vector: JSON) -> Preprocessing {
        let size = vector["size"].items.map(\.int)
        return Preprocessing(height: size[0], width: size[1], cropFraction: vector["crop_fraction"].real)
    }

    private func normaliser(_ vector: JSON) -> Normaliser {
        Normaliser(
            rule: Preprocessing(
                height: 1, width: 1, mean: vector["mean"].items.map { Float($0.real) },
                std: vector["std"].items.map { Float($0.real) },
                colorOrder: vector["color_order"].string == "BGR" ? .bgr : .rgb))
    }

    private func quantisation(_ json: JSON) -> Quantisation {
        let ranges = ["uint8": 0...255, "int8": -128...127, "int16": -32_768...32_767]
        return Quantisation(
            scale: Float(json["scale"].real), zeroPoint: json["zero_point"].int,
            range: ranges[json["dtype"].string] ?? 0...0)
    }
}
