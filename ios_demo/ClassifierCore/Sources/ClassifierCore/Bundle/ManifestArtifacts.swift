/// An input or output, as far as the rules between keys look at it.
struct DescribedTensor {
    let name: String
    let shape: [Int]
    let dtype: DataType
    let layout: Layout
    let scale: Double?
    let zeroPoint: Int?

    enum DataType: String { case float32, float16, uint8, int8, int16, string }
    enum Layout: String {
        case image = "NHWC"
        case scores = "NC"
        case batch = "N"
    }

    init(_ node: Node) throws(Refusal) {
        let keys = try node.object(["name", "shape", "dtype", "layout", "scale", "zero_point"])
        name = try keys["name"].word()
        var shape: [Int] = []
        for side in try keys["shape"].list(1...6) { shape.append(try side.integer(1...1_000_000)) }
        self.shape = shape
        dtype = try keys["dtype"].choice(DataType.self)
        layout = try keys["layout"].choice(Layout.self)
        scale = try keys["scale"].orNull()?.number(1e-30...1e30)
        zeroPoint = try keys["zero_point"].orNull()?.integer(-32_768...65_535)
    }
}

/// An artifact with its tensors and its place in the file.
struct DescribedArtifact {
    let artifact: Manifest.Artifact
    let inputs: [DescribedTensor]
    let outputs: [DescribedTensor]
    let place: String
}

extension ManifestParts {
    static func artifacts(_ node: Node) throws(Refusal) -> [DescribedArtifact] {
        var found: [DescribedArtifact] = []
        for item in try node.list(1...64) { found.append(try artifact(item)) }
        return found
    }

    private static func artifact(_ node: Node) throws(Refusal) -> DescribedArtifact {
        let keys = try node.object([
            "variant", "path", "sha256", "bytes", "inputs", "outputs", "app_steps", "minimum", "delegates", "parity",
        ])
        let inputs = try tensors(keys["inputs"], 1...1)
        let outputs = try tensors(keys["outputs"], 1...8)
        var steps: [Manifest.Step] = []
        for step in try keys["app_steps"].list(3...5) { steps.append(try step.choice(Manifest.Step.self)) }
        for (_, version) in try keys["minimum"].freeObject(limit: 8) { _ = try version.word() }
        var delegates: [Manifest.Rung] = []
        for rung in try keys["delegates"].list(1...16) { delegates.append(try self.rung(rung)) }
        try parity(keys["parity"])
        let artifact = Manifest.Artifact(
            variant: try variant(keys["variant"]),
            path: try keys["path"].path(),
            sha256: try keys["sha256"].sha256(),
            bytes: try keys["bytes"].integer(count),
            input: inputs[0].name,
            output: outputs.first { $0.layout == .scores }?.name ?? outputs[0].name,
            steps: steps,
            delegates: delegates
        )
        return DescribedArtifact(artifact: artifact, inputs: inputs, outputs: outputs, place: node.place)
    }

    private static func tensors(_ node: Node, _ bounds: ClosedRange<Int>) throws(Refusal) -> [DescribedTensor] {
        var found: [DescribedTensor] = []
        for item in try node.list(bounds) { found.append(try DescribedTensor(item)) }
        return found
    }

    /// `format-recipe`: lowercase letters and digits, a hyphen, and those with underscores.
    private static func variant(_ node: Node) throws(Refusal) -> String {
        let text = try node.text()
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let plain = { (byte: UInt8) in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0].allSatisfy(plain),
            parts[1].allSatisfy({ plain($0) || $0 == UInt8(ascii: "_") })
        else { throw node.refusal(.value) }
        return text
    }

    private static func rung(_ node: Node) throws(Refusal) -> Manifest.Rung {
        let keys = try node.object(["delegate", "options", "tolerance", "unsupported"])
        var minimumIOS: String?
        for (name, option) in try keys["options"].freeObject(limit: 32) {
            switch option.value {
            case .list, .object: throw option.refusal(.type)
            case .text(let text) where name == ByteText("minimum_ios"): minimumIOS = text.string
            default: break
            }
        }
        var unsupported: [String] = []
        for item in try keys["unsupported"].list(0...10_000) {
            let parts = try item.object(["op", "rule"])
            unsupported.append("\(try parts["op"].word()): \(try parts["rule"].word())")
        }
        return Manifest.Rung(
            delegate: try keys["delegate"].word(), tolerance: try keys["tolerance"].number(0...1e6),
            minimumIOS: minimumIOS, unsupported: unsupported)
    }

    private static func parity(_ node: Node) throws(Refusal) {
        guard let node = node.orNull() else { return }
        let keys = try node.object(["images", "max_abs_difference", "top1_agreement"])
        _ = try keys["images"].integer(classes)
        _ = try keys["max_abs_difference"].number(0...Double.greatestFiniteMagnitude)
        _ = try keys["top1_agreement"].number(0...1)
    }
}
