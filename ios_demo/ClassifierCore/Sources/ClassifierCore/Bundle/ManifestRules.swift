/// The rules between keys that a schema cannot say.
struct ManifestRules {
    let resolution: [Int]
    let described: [DescribedArtifact]

    func check(_ manifest: Manifest) throws(Refusal) {
        let classes = manifest.model.classes
        let size = [manifest.preprocessing.height, manifest.preprocessing.width]
        guard manifest.labels.count == classes else { throw refusal(.labelCount, "$.labels.count") }
        guard resolution == size else { throw refusal(.shape, "$.model.resolution") }
        for (index, image) in manifest.golden.images.enumerated() where image.top5.contains(where: { $0 >= classes }) {
            throw refusal(.classIndex, "$.golden.images[\(index)].top5")
        }
        for one in described { try check(one, classes: classes, shape: [1] + size + [3]) }
        try checkNames(manifest)
    }

    private func check(_ one: DescribedArtifact, classes: Int, shape: [Int]) throws(Refusal) {
        for (side, tensors) in [("inputs", one.inputs), ("outputs", one.outputs)] {
            for (index, tensor) in tensors.enumerated() where (tensor.scale == nil) != (tensor.zeroPoint == nil) {
                throw refusal(.quantisation, "\(one.place).\(side)[\(index)]")
            }
        }
        let taken = one.inputs[0]
        guard taken.shape == shape, taken.layout == .image else {
            throw refusal(.shape, "\(one.place).inputs[0].shape")
        }
        guard let scores = one.outputs.first(where: { $0.layout == .scores }), scores.shape == [1, classes] else {
            throw refusal(.labelCount, "\(one.place).outputs")
        }
        guard Self.fits(one.artifact.steps, taken) else { throw refusal(.steps, "\(one.place).app_steps") }
    }

    private static func fits(_ steps: [Manifest.Step], _ input: DescribedTensor) -> Bool {
        let rest = Array(steps.dropFirst(3))
        guard Array(steps.prefix(3)) == [.rotate, .crop, .resize] else { return false }
        guard !rest.contains(.quantise) || input.scale != nil else { return false }
        return allowed(input.dtype).contains(rest)
    }

    /// What may follow the geometry. Pixels go into a uint8 input as they are or quantised.
    private static func allowed(_ dtype: DescribedTensor.DataType) -> [[Manifest.Step]] {
        switch dtype {
        case .float32, .float16: [[], [.normalise]]
        case .uint8: [[], [.quantise], [.normalise, .quantise]]
        case .int8, .int16: [[.quantise], [.normalise, .quantise]]
        case .string: []
        }
    }

    /// Paths compare without ASCII case, as the file systems of macOS and Windows do.
    private func checkNames(_ manifest: Manifest) throws(Refusal) {
        let paths =
            [manifest.labels.path, manifest.golden.referencePath] + manifest.golden.images.map(\.path)
            + manifest.artifacts.map(\.path)
        for names in [manifest.artifacts.map(\.variant), paths.map { $0.lowercased() }] {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted { throw refusal(.repeatedName, name) }
        }
    }

    private func refusal(_ reason: Refusal.Reason, _ place: String) -> Refusal {
        Refusal(reason, file: Manifest.fileName, at: place)
    }
}
