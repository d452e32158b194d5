#if canImport(CoreML)
    import ClassifierCore
    import CoreML

    /// Asks Core ML where it would run a model's operations.
    public enum PlanReader {
        /// The plan of a compiled package on a setting of compute units; empty for what is no program.
        ///
        /// developer.apple.com/documentation/coreml/mlcomputeplan-1w21n
        public static func read(compiled: URL, units: String) async throws -> PlannedDevices {
            let configuration = try PackageModel.configuration(units)
            let plan = try await MLComputePlan.load(contentsOf: compiled, configuration: configuration)
            guard case .program(let program) = plan.modelStructure, let main = program.functions["main"] else {
                return PlannedDevices([])
            }
            return PlannedDevices(
                main.block.operations.map { operation in
                    .init(
                        name: operation.operatorName,
                        preferred: plan.deviceUsage(for: operation).flatMap { device($0.preferred) })
                })
        }

        /// What this machine computes on.
        public static var devices: Set<ComputeUnitPlan.Device> {
            Set(MLModel.availableComputeDevices.compactMap(device))
        }

        private static func device(_ device: MLComputeDevice) -> ComputeUnitPlan.Device? {
            switch device {
            case .cpu: .cpu
            case .gpu: .gpu
            case .neuralEngine: .neuralEngine
            @unknown default: nil
            }
        }
    }
#endif
