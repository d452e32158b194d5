/// A loaded model: what the self-check, the benchmark and the camera ask, whatever runs behind it.
public protocol Classifier: Sendable {
    /// Scores of one tensor (height x width x 3 bytes, RGB), one per class, in output order.
    func scores(of tensor: [UInt8]) async throws -> [Float]
}

/// A camera, or what stands for one in tests: pictures as they come, the newest only.
public protocol FrameSource: Sendable {
    /// Frames until the source stops, each made into a tensor by `rule`.
    func frames(for rule: Preprocessing) async throws -> AsyncStream<Frame>
}

/// One frame, preprocessed where it came from: camera buffers do not leave their queue.
public struct Frame: Equatable, Sendable {
    /// Height x width x 3 bytes, RGB.
    public let tensor: [UInt8]
    /// When the camera took it, nanoseconds on the monotonic clock.
    public let taken: Int
    /// How long preprocessing took, nanoseconds.
    public let preprocessing: Int
    /// Frames dropped since the one before.
    public let dropped: Int

    /// A frame.
    public init(tensor: [UInt8], taken: Int, preprocessing: Int, dropped: Int = 0) {
        self.tensor = tensor
        self.taken = taken
        self.preprocessing = preprocessing
        self.dropped = dropped
    }
}
