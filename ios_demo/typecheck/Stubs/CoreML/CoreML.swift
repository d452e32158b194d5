// MLModel and its feature providers are not documented as Sendable; the structures of a compute plan are.
@_exported import AppleFoundation
@_exported import CoreVideo

/// https://developer.apple.com/documentation/coreml/mlcomputeunits
@available(iOS 12.0, *)
public enum MLComputeUnits: Int {
    case cpuOnly = 0, cpuAndGPU = 1, all = 2
    @available(iOS 16.0, *)
    case cpuAndNeuralEngine = 3
}

/// https://developer.apple.com/documentation/coreml/mlmodelconfiguration
@available(iOS 12.0, *)
open class MLModelConfiguration: NSObject {
    open var computeUnits = MLComputeUnits.all
    /// https://developer.apple.com/documentation/coreml/mlmodelconfiguration/allowlowprecisionaccumulationongpu
    @available(iOS 13.0, *)
    open var allowLowPrecisionAccumulationOnGPU = false
}

/// https://developer.apple.com/documentation/coreml/mlfeaturetype
@available(iOS 11.0, *)
public enum MLFeatureType: Int {
    case invalid, int64, double, string, image, multiArray, dictionary, sequence, state
}

/// https://developer.apple.com/documentation/coreml/mlmultiarray
@available(iOS 11.0, *)
open class MLMultiArray: NSObject {
    open var count: Int { fatalError() }
    open subscript(_ index: Int) -> NSNumber {
        get { fatalError() }
        set { fatalError() }
    }
}

/// https://developer.apple.com/documentation/coreml/mlfeaturevalue
@available(iOS 11.0, *)
open class MLFeatureValue: NSObject {
    public init(pixelBuffer: CVPixelBuffer) {}
    open var type: MLFeatureType { fatalError() }
    open var multiArrayValue: MLMultiArray? { nil }
    open var dictionaryValue: [AnyHashable: NSNumber] { [:] }
    open var stringValue: String { fatalError() }
}

/// https://developer.apple.com/documentation/coreml/mlfeatureprovider
@available(iOS 11.0, *)
public protocol MLFeatureProvider: NSObjectProtocol {
    var featureNames: Set<String> { get }
    func featureValue(for featureName: String) -> MLFeatureValue?
}

/// https://developer.apple.com/documentation/coreml/mldictionaryfeatureprovider
@available(iOS 11.0, *)
open class MLDictionaryFeatureProvider: NSObject, MLFeatureProvider {
    public init(dictionary: [String: Any]) throws { fatalError() }
    open var featureNames: Set<String> { fatalError() }
    open func featureValue(for featureName: String) -> MLFeatureValue? { nil }
}

/// https://developer.apple.com/documentation/coreml/mlpredictionoptions
@available(iOS 11.0, *)
open class MLPredictionOptions: NSObject {}

/// https://developer.apple.com/documentation/coreml/mlmodel
@available(iOS 11.0, *)
open class MLModel: NSObject {
    /// https://developer.apple.com/documentation/coreml/mlmodel/init(contentsof:configuration:)
    @available(iOS 12.0, *)
    public init(contentsOf url: URL, configuration: MLModelConfiguration) throws { fatalError() }

    /// https://developer.apple.com/documentation/coreml/mlmodel/compilemodel(at:)-6442s
    @available(iOS 16.0, *)
    open class func compileModel(at url: URL) async throws -> URL { fatalError() }

    /// https://developer.apple.com/documentation/coreml/mlmodel/prediction(from:)
    open func prediction(from input: any MLFeatureProvider) throws -> any MLFeatureProvider { fatalError() }

    /// https://developer.apple.com/documentation/coreml/mlmodel/prediction(from:options:)-81mz9
    @available(iOS 17.0, *)
    public func prediction(
        from input: any MLFeatureProvider, options: MLPredictionOptions = MLPredictionOptions()
    ) async throws -> any MLFeatureProvider { fatalError() }

    /// https://developer.apple.com/documentation/coreml/mlmodel/availablecomputedevices
    @available(iOS 17.0, *)
    public static var availableComputeDevices: [MLComputeDevice] { fatalError() }
}

/// https://developer.apple.com/documentation/coreml/mlcomputedevice
@available(iOS 17.0, *)
public enum MLComputeDevice: @unchecked Sendable {
    case cpu(MLCPUComputeDevice)
    case gpu(MLGPUComputeDevice)
    case neuralEngine(MLNeuralEngineComputeDevice)
}

/// https://developer.apple.com/documentation/coreml/mlcpucomputedevice
@available(iOS 17.0, *)
public final class MLCPUComputeDevice: NSObject {}

/// https://developer.apple.com/documentation/coreml/mlgpucomputedevice
@available(iOS 17.0, *)
public final class MLGPUComputeDevice: NSObject {}

/// https://developer.apple.com/documentation/coreml/mlneuralenginecomputedevice
@available(iOS 17.0, *)
public final class MLNeuralEngineComputeDevice: NSObject {}

/// https://developer.apple.com/documentation/coreml/mlcomputeplan-1w21n
@available(iOS 17.4, *)
public final class MLComputePlan {
    /// https://developer.apple.com/documentation/coreml/mlcomputeplan-1w21n/load(contentsof:configuration:)
    public static func load(contentsOf url: URL, configuration: MLModelConfiguration) async throws -> MLComputePlan {
        fatalError()
    }

    /// https://developer.apple.com/documentation/coreml/mlcomputeplan-1w21n/deviceusage
    public struct DeviceUsage: Sendable {
        public let supported: [MLComputeDevice]
        public let preferred: MLComputeDevice
    }

    public var modelStructure: MLModelStructure { fatalError() }
    public func deviceUsage(for operation: MLModelStructure.Program.Operation) -> DeviceUsage? { nil }
}

/// https://developer.apple.com/documentation/coreml/mlmodelstructure-swift.enum
@available(iOS 17.4, *)
public enum MLModelStructure: Sendable {
    public struct Program: Sendable {
        public struct Function: Sendable { public let block: Block }
        public struct Block: Sendable { public let operations: [Operation] }
        public struct Operation: Sendable { public let operatorName: String }
        public let functions: [String: Function]
    }
    public struct NeuralNetwork: Sendable {}
    public struct Pipeline: Sendable {}
    case neuralNetwork(NeuralNetwork)
    case program(Program)
    case pipeline(Pipeline)
    case unsupported
}
