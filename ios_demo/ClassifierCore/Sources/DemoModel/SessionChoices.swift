import ClassifierCore

/// What can be picked: this program runs Core ML's variants.
extension Session {
    private var artifacts: [Manifest.Artifact] {
        bundle?.manifest.artifacts.filter { $0.format == "coreml" } ?? []
    }

    /// The variants of the open bundle, in the manifest's order.
    public var variants: [String] { artifacts.map(\.variant) }

    /// The ladder of the chosen variant.
    public var ladder: [Manifest.Rung] {
        artifacts.first { $0.variant == state.choice?.variant }?.delegates ?? []
    }

    /// The first variant on the first rung that the machine of `plan` can run; `nil` without a Core ML variant.
    public func first(on plan: ComputeUnitPlan) -> Choice? {
        guard let artifact = artifacts.first, let rung = plan.best(of: artifact.delegates) else { return nil }
        return Choice(variant: artifact.variant, delegate: rung.delegate)
    }

    /// Another variant on the rung that runs now, or on its own first where its ladder lacks that one.
    public func choice(ofVariant name: String) -> Choice? {
        guard let rungs = artifacts.first(where: { $0.variant == name })?.delegates.map(\.delegate),
            let delegate = rungs.first(where: { $0 == state.choice?.delegate }) ?? rungs.first
        else { return nil }
        return Choice(variant: name, delegate: delegate)
    }
}
