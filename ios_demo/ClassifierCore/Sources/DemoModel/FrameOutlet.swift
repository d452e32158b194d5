import ClassifierCore
import Foundation

/// From the camera's callback to whoever asks for frames: preprocessed at once, the newest only, the lost ones counted.
///
/// The callback's pixels are the camera's own and are gone when it returns, so nothing but the tensor goes on.
/// `@unchecked`: every access to what changes is under the lock.
public final class FrameOutlet: @unchecked Sendable {
    private let lock = NSLock()
    private let clock: any MonotonicClock
    private var preprocessor: FramePreprocessor?
    private var continuation: AsyncStream<Frame>.Continuation?
    /// Not yet told to anybody.
    private var lost = 0

    /// An outlet that nobody listens to.
    public init(clock: some MonotonicClock) {
        self.clock = clock
    }

    /// The frames from now on, by `rule`; a stream that was handed out before ends.
    public func open(_ rule: Preprocessing, onEnd: @escaping @Sendable () -> Void = {}) -> AsyncStream<Frame> {
        let (stream, next) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: .bufferingNewest(1))
        next.onTermination = { _ in onEnd() }
        let old = lock.withLock {
            let old = continuation
            continuation = next
            preprocessor = FramePreprocessor(rule: rule)
            lost = 0
            return old
        }
        // Outside the lock: its end may call back in here.
        old?.finish()
        return stream
    }

    /// Ends the stream that is open.
    public func close() {
        let old = lock.withLock {
            let old = continuation
            continuation = nil
            preprocessor = nil
            return old
        }
        old?.finish()
    }

    /// A frame that the camera took at `taken` (nanoseconds on the clock of `MonotonicClock`).
    public func take(_ pixels: UnsafeRawBufferPointer, _ shape: StoredShape, taken: Int) {
        lock.withLock {
            guard let preprocessor, let continuation else { return }
            let start = clock.now()
            var whole = false
            let tensor = [UInt8](unsafeUninitializedCapacity: preprocessor.byteCount) { target, count in
                whole = preprocessor.run(pixels, shape, into: UnsafeMutableRawBufferPointer(target))
                count = whole ? preprocessor.byteCount : 0
            }
            guard whole else {
                lost += 1
                return
            }
            let frame = Frame(
                tensor: tensor, taken: min(taken, start), preprocessing: clock.now() - start, dropped: lost)
            lost = 0
            if case .dropped(let older) = continuation.yield(frame) { lost = 1 + older.dropped }
        }
    }

    /// A frame that the camera itself dropped.
    public func miss() { lock.withLock { lost += 1 } }
}
