/// A bundle's `manifest.json`, read and found to keep the contract.
public struct Manifest: Equatable, Sendable {
    /// The version of the contract that this program reads.
    public static let schemaVersion = 1
    /// The file's name.
    public static let fileName = "manifest.json"

    /// The network.
    public let model: Model
    /// What happens between an upright picture and the network.
    public let preprocessing: Preprocessing
    /// One label per output.
    public let labels: Labels
    /// Pictures with the source model's answers.
    public let golden: Golden
    /// One file each.
    public let artifacts: [Artifact]

    /// The network.
    public struct Model: Equatable, Sendable {
        /// Of the bundle and its files.
        public let name: String
        /// Such as `mobilenet_v2`.
        public let architecture: String
        /// Number of outputs.
        public let classes: Int
        /// What the outputs already went through.
        public let activation: Activation
        /// Where the weights come from, for people.
        public let origin: String
        /// Of the weights.
        public let license: String
    }

    /// What the network's outputs already went through.
    public enum Activation: String, Sendable { case softmax, sigmoid, logits }

    /// The labels file.
    public struct Labels: Equatable, Sendable {
        /// In the bundle.
        public let path: String
        /// Of the file.
        public let sha256: String
        /// How many lines.
        public let count: Int
    }

    /// Pictures with the source model's answers.
    public struct Golden: Equatable, Sendable {
        /// In the order of the reference's rows.
        public let images: [GoldenImage]
        /// Where the outputs are: little-endian float32, images x classes.
        public let referencePath: String
        /// Of that file.
        public let referenceSHA256: String
    }

    /// One picture of the bundle.
    public struct GoldenImage: Equatable, Sendable {
        /// A binary PPM.
        public let path: String
        /// Degrees clockwise that turn it upright.
        public let rotation: Rotation
        /// Of the height x width x 3 bytes that preprocessing must give.
        public let tensorSHA256: String
        /// The source model's answers, best first.
        public let top5: [Int]
    }

    /// One file.
    public struct Artifact: Equatable, Sendable {
        /// Such as `coreml-float16`.
        public let variant: String
        /// In the bundle; a folder for an `.mlpackage`.
        public let path: String
        /// Of the file; of its lines in SHA256SUMS for a folder.
        public let sha256: String
        /// In all.
        public let bytes: Int
        /// Name of the image input.
        public let input: String
        /// Name of the class scores.
        public let output: String
        /// What the app still does before the file takes over.
        public let steps: [Step]
        /// Best first, CPU last.
        public let delegates: [Rung]

        /// The format: what comes before the variant's hyphen.
        public var format: Substring { variant.prefix { $0 != "-" } }
    }

    /// Preprocessing that an app does.
    public enum Step: String, Sendable { case rotate, crop, resize, normalise, quantise }

    /// One step of a delegate ladder.
    public struct Rung: Equatable, Sendable {
        /// For Core ML the name of a compute-units option.
        public let delegate: String
        /// Largest difference from the reference outputs that still counts as PASS.
        public let tolerance: Double
        /// Oldest iOS that knows it, such as `16.0`; `nil` where every system that loads the file does.
        public let minimumIOS: String?
        /// Ops that static rules say will not run there, for people.
        public let unsupported: [String]

        /// A rung.
        public init(delegate: String, tolerance: Double, minimumIOS: String? = nil, unsupported: [String] = []) {
            self.delegate = delegate
            self.tolerance = tolerance
            self.minimumIOS = minimumIOS
            self.unsupported = unsupported
        }
    }
}
