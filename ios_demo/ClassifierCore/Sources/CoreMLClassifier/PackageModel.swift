#if canImport(CoreML)
    import ClassifierCore
    import CoreML
    import CoreVideo

    /// A package loaded by Core ML for one setting of compute units.
    ///
    /// An actor, because `MLModel` is not `Sendable`: it is made, asked and let go in here.
    public actor PackageModel: Classifier {
        private let model: MLModel
        private let input: String
        private let output: String
        private let labels: [String]
        private let rule: Preprocessing

        /// Why a package cannot answer.
        public enum Problem: Error, Equatable {
            /// The setting is none of `MLComputeUnits`.
            case unknownUnits(String)
            /// The image buffer could not be made or locked.
            case noBuffer
            /// The model answered without the output that the manifest names.
            case noOutput(String)
        }

        /// Compiles the package and loads it.
        ///
        /// `MLModel.compileModel(at:)`: developer.apple.com/documentation/coreml/mlmodel/compilemodel(at:)-6442s
        public init(bundle: ModelBundle, artifact: Manifest.Artifact, units: String) async throws {
            let compiled = try await MLModel.compileModel(at: bundle.url(of: artifact))
            try self.init(compiled: compiled, bundle: bundle, artifact: artifact, units: units)
        }

        /// Loads a package that was compiled before.
        public init(compiled: URL, bundle: ModelBundle, artifact: Manifest.Artifact, units: String) throws {
            let configuration = MLModelConfiguration()
            configuration.computeUnits = try Self.setting(units)
            // Sums in half precision would need another tolerance than the ladder has.
            configuration.allowLowPrecisionAccumulationOnGPU = false
            model = try MLModel(contentsOf: compiled, configuration: configuration)
            input = artifact.input
            output = artifact.output
            labels = bundle.labels
            rule = bundle.manifest.preprocessing
        }

        /// Scores of one tensor, in output order.
        public func scores(of tensor: [UInt8]) async throws -> [Float] {
            let image = MLFeatureValue(pixelBuffer: try Self.buffer(tensor, rule))
            let features = try MLDictionaryFeatureProvider(dictionary: [input: image])
            let answer = try await model.prediction(from: features)
            guard let value = answer.featureValue(for: output) else { throw Problem.noOutput(output) }
            return value.type == .multiArray ? try array(value) : dictionary(value)
        }

        private func array(_ value: MLFeatureValue) throws -> [Float] {
            guard let array = value.multiArrayValue else { throw Problem.noOutput(output) }
            return (0..<array.count).map { array[$0].floatValue }
        }

        /// A classifier answers with label -> probability; equal labels carry their index, see the kit's `labels.txt`.
        private func dictionary(_ value: MLFeatureValue) -> [Float] {
            labels.map { value.dictionaryValue[$0]?.floatValue ?? .nan }
        }

        /// A case of `MLComputeUnits` by its name.
        ///
        /// developer.apple.com/documentation/coreml/mlcomputeunits
        static func setting(_ name: String) throws -> MLComputeUnits {
            switch name {
            case "cpuAndNeuralEngine": .cpuAndNeuralEngine
            case "cpuAndGPU": .cpuAndGPU
            case "cpuOnly": .cpuOnly
            default: throw Problem.unknownUnits(name)
            }
        }

        /// Height x width x 3 RGB bytes as the 32BGRA buffer that image inputs take.
        static func buffer(_ tensor: [UInt8], _ rule: Preprocessing) throws -> CVPixelBuffer {
            var made: CVPixelBuffer?
            CVPixelBufferCreate(nil, rule.width, rule.height, kCVPixelFormatType_32BGRA, nil, &made)
            guard let buffer = made, CVPixelBufferLockBaseAddress(buffer, []) == kCVReturnSuccess else {
                throw Problem.noBuffer
            }
            defer { CVPixelBufferUnlockBaseAddress(buffer, []) }
            guard let base = CVPixelBufferGetBaseAddress(buffer) else { throw Problem.noBuffer }
            let bytesPerRow = CVPixelBufferGetBytesPerRow(buffer)
            for y in 0..<rule.height {
                let row = (base + y * bytesPerRow).assumingMemoryBound(to: UInt8.self)
                for x in 0..<rule.width {
                    let from = (y * rule.width + x) * 3
                    row[x * 4] = tensor[from + 2]
                    row[x * 4 + 1] = tensor[from + 1]
                    row[x * 4 + 2] = tensor[from]
                    row[x * 4 + 3] = 255
                }
            }
            return buffer
        }
    }
#endif
