#if canImport(CoreML)
    import ClassifierCore
    import CoreML
    import CoreVideo

    /// A package loaded by Core ML for one setting of compute units.
    ///
    /// An actor, because `MLModel` is not `Sendable`: it is made, asked and let go in here.
    public actor PackageModel: Classifier {
        private let model: MLModel
        private let buffer: CVPixelBuffer
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
            /// A tensor of another size than the model's input.
            case tensor(bytes: Int)
            /// The model answered without the output that the manifest names.
            case noOutput(String)
        }

        /// Compiles the package and loads it; the compiled copy stays in the temporary folder.
        ///
        /// developer.apple.com/documentation/coreml/mlmodel/compilemodel(at:)-6442s
        public init(bundle: ModelBundle, artifact: Manifest.Artifact, units: String) async throws {
            let compiled = try await MLModel.compileModel(at: bundle.url(of: artifact))
            try self.init(compiled: compiled, bundle: bundle, artifact: artifact, units: units)
        }

        /// Loads a package that was compiled before.
        public init(compiled: URL, bundle: ModelBundle, artifact: Manifest.Artifact, units: String) throws {
            model = try MLModel(contentsOf: compiled, configuration: try Self.configuration(units))
            buffer = try Self.buffer(bundle.manifest.preprocessing)
            input = artifact.input
            output = artifact.output
            labels = bundle.labels
            rule = bundle.manifest.preprocessing
        }

        /// Scores of one tensor, in output order.
        public func scores(of tensor: [UInt8]) async throws -> [Float] { try answer(tensor) }

        /// The synchronous `prediction(from:)`: the asynchronous one would take the model off this actor.
        private func answer(_ tensor: [UInt8]) throws -> [Float] {
            try fill(tensor)
            let image = MLFeatureValue(pixelBuffer: buffer)
            let features = try MLDictionaryFeatureProvider(dictionary: [input: image])
            let answer = try model.prediction(from: features)
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

        /// What a model is loaded with.
        static func configuration(_ units: String) throws -> MLModelConfiguration {
            let configuration = MLModelConfiguration()
            configuration.computeUnits = try setting(units)
            // Sums in half precision would need another tolerance than the ladder has.
            configuration.allowLowPrecisionAccumulationOnGPU = false
            return configuration
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

        /// The 32BGRA buffer that image inputs take, used for every tensor.
        private static func buffer(_ rule: Preprocessing) throws -> CVPixelBuffer {
            var made: CVPixelBuffer?
            CVPixelBufferCreate(nil, rule.width, rule.height, kCVPixelFormatType_32BGRA, nil, &made)
            guard let made else { throw Problem.noBuffer }
            return made
        }

        /// Height x width x 3 RGB bytes into the buffer.
        private func fill(_ tensor: [UInt8]) throws {
            guard tensor.count == rule.width * rule.height * 3 else { throw Problem.tensor(bytes: tensor.count) }
            guard CVPixelBufferLockBaseAddress(buffer, []) == kCVReturnSuccess else { throw Problem.noBuffer }
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
        }
    }
#endif
