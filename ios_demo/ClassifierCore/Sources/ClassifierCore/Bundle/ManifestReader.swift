extension Manifest {
    /// Reads `bytes` by the contract's JSON profile, its schema and the rules between keys.
    public init(reading bytes: [UInt8]) throws(Refusal) {
        let root = Node(value: try JSON.read(bytes, file: Self.fileName), place: "$", file: Self.fileName)
        try Self.checkVersion(root)
        let top = try root.object([
            "schema_version", "model", "preprocessing", "labels", "golden", "calibration", "artifacts", "tools",
            "command",
        ])
        _ = try top["schema_version"].integer(Self.schemaVersion...Self.schemaVersion)
        let resolution: [Int]
        (model, resolution) = try ManifestParts.model(top["model"])
        preprocessing = try ManifestParts.preprocessing(top["preprocessing"])
        labels = try ManifestParts.labels(top["labels"])
        golden = try ManifestParts.golden(top["golden"])
        try ManifestParts.calibration(top["calibration"])
        let described = try ManifestParts.artifacts(top["artifacts"])
        artifacts = described.map(\.artifact)
        for (_, node) in try top["tools"].freeObject(limit: 64) { _ = try node.word() }
        _ = try top["command"].word()
        try ManifestRules(resolution: resolution, described: described).check(self)
    }

    /// Before the other keys, so that a newer manifest is called newer and not full of unknown keys.
    private static func checkVersion(_ root: Node) throws(Refusal) {
        guard case .object(let members) = root.value else { return }
        guard let version = members.first(where: { $0.key == ByteText("schema_version") })?.value else { return }
        guard case .integer(let number) = version else {
            throw Refusal(.type, file: root.file, at: "$.schema_version")
        }
        guard number == schemaVersion else { throw Refusal(.version, file: root.file, at: "\(number)") }
    }
}

/// The parts of the manifest's schema.
enum ManifestParts {
    static let classes = 1...100_000
    static let count = 0...JSON.maxInteger

    static func model(_ node: Node) throws(Refusal) -> (Manifest.Model, resolution: [Int]) {
        let keys = try node.object([
            "name", "architecture", "width_multiplier", "resolution", "classes", "activation", "parameters", "macs",
            "weights", "description", "author", "version",
        ])
        if let width = keys["width_multiplier"].orNull() {
            _ = try width.number(Double.leastNonzeroMagnitude...100)
        }
        for key in ["parameters", "macs"] { _ = try keys[key].integer(count) }
        for key in ["description", "author", "version"] { _ = try keys[key].text() }
        let weights = try keys["weights"].object(["origin", "sha256", "license"])
        _ = try weights["sha256"].sha256()
        let model = Manifest.Model(
            name: try keys["name"].word(),
            architecture: try keys["architecture"].word(),
            classes: try keys["classes"].integer(classes),
            activation: try keys["activation"].choice(Manifest.Activation.self),
            origin: try weights["origin"].word(),
            license: try weights["license"].text()
        )
        return (model, try size(keys["resolution"]))
    }

    static func preprocessing(_ node: Node) throws(Refusal) -> Preprocessing {
        let keys = try node.object(["size", "crop_fraction", "resize", "color_order", "mean", "std"])
        let size = try size(keys["size"])
        _ = try keys["resize"].choice(ResizeRule.self)
        return Preprocessing(
            height: size[0],
            width: size[1],
            cropFraction: try keys["crop_fraction"].number(Double.leastNonzeroMagnitude...1),
            mean: try three(keys["mean"], -1e6...1e6),
            std: try three(keys["std"], 1e-6...1e6),
            colorOrder: try keys["color_order"].choice(Preprocessing.ColorOrder.self)
        )
    }

    static func labels(_ node: Node) throws(Refusal) -> Manifest.Labels {
        let keys = try node.object(["path", "sha256", "count"])
        return Manifest.Labels(
            path: try keys["path"].path(), sha256: try keys["sha256"].sha256(),
            count: try keys["count"].integer(classes))
    }

    static func golden(_ node: Node) throws(Refusal) -> Manifest.Golden {
        let keys = try node.object(["origin", "images", "reference"])
        _ = try keys["origin"].text()
        let reference = try keys["reference"].object(["path", "sha256"])
        var images: [Manifest.GoldenImage] = []
        for image in try keys["images"].list(1...10_000) { images.append(try goldenImage(image)) }
        return Manifest.Golden(
            images: images, referencePath: try reference["path"].path(),
            referenceSHA256: try reference["sha256"].sha256())
    }

    private static func goldenImage(_ node: Node) throws(Refusal) -> Manifest.GoldenImage {
        let keys = try node.object(["path", "rotation", "tensor_sha256", "top5"])
        guard let rotation = Rotation(rawValue: try keys["rotation"].integer(0...270)) else {
            throw keys["rotation"].refusal(.value)
        }
        var top5: [Int] = []
        for item in try keys["top5"].list(1...5) { top5.append(try item.integer(0...99_999)) }
        return Manifest.GoldenImage(
            path: try keys["path"].path(), rotation: rotation, tensorSHA256: try keys["tensor_sha256"].sha256(),
            top5: top5)
    }

    static func calibration(_ node: Node) throws(Refusal) {
        guard let node = node.orNull() else { return }
        let keys = try node.object(["origin", "images"])
        _ = try keys["origin"].text()
        for image in try keys["images"].list(1...10_000) {
            let parts = try image.object(["name", "sha256"])
            _ = try parts["name"].word()
            _ = try parts["sha256"].sha256()
        }
    }

    static func size(_ node: Node) throws(Refusal) -> [Int] {
        var sides: [Int] = []
        for side in try node.list(2...2) { sides.append(try side.integer(1...8192)) }
        return sides
    }

    private static func three(_ node: Node, _ bounds: ClosedRange<Double>) throws(Refusal) -> [Float] {
        var values: [Float] = []
        for value in try node.list(3...3) { values.append(Float(try value.number(bounds))) }
        return values
    }
}

/// The only resize rule so far.
private enum ResizeRule: String { case pillow = "pillow_bilinear_horizontal_first" }
