import ClassifierCore
import Foundation
import TestSupport
import Testing

@testable import DemoModel

@Suite struct FrameOutletTests {
    private let rule = Preprocessing(height: 1, width: 1, cropFraction: 1)

    /// One opaque BGRA pixel of the grey `level`.
    private func send(_ outlet: FrameOutlet, _ level: UInt8, bytes: Int = 4, taken: Int = 0) throws {
        let shape = try #require(StoredShape(width: 1, height: 1, layout: .bgra))
        let pixels = [level, level, level, 255].prefix(bytes)
        Array(pixels).withUnsafeBytes { outlet.take($0, shape, taken: taken) }
    }

    private func all(_ stream: AsyncStream<Frame>) async -> [Frame] {
        var found: [Frame] = []
        for await frame in stream { found.append(frame) }
        return found
    }

    @Test func onlyTheNewestFrameWaitsAndTheLostOnesAreCounted() async throws {
        let outlet = FrameOutlet(clock: ManualClock())
        let stream = outlet.open(rule)
        for level in [1, 2, 3] as [UInt8] { try send(outlet, level) }
        var frames = stream.makeAsyncIterator()
        let first = await frames.next()
        #expect(first?.tensor == [3, 3, 3])
        try send(outlet, 4)
        let second = await frames.next()
        #expect(second?.tensor == [4, 4, 4])
        // 1 and 2 were thrown away: both are told of, however late.
        #expect((first?.dropped ?? 0) + (second?.dropped ?? 0) == 2)
    }

    @Test func whatTheCameraDroppedIsCountedToo() async throws {
        let outlet = FrameOutlet(clock: ManualClock())
        let stream = outlet.open(rule)
        outlet.miss()
        outlet.miss()
        try send(outlet, 1)
        outlet.close()
        let frames = await all(stream)
        #expect(frames.map(\.dropped) == [2])
    }

    @Test func aBufferThatIsTooSmallIsNeverReadAndCountsAsLost() async throws {
        let outlet = FrameOutlet(clock: ManualClock())
        let stream = outlet.open(rule)
        try send(outlet, 1, bytes: 3)
        try send(outlet, 2)
        outlet.close()
        let frames = await all(stream)
        #expect(frames.map(\.tensor) == [[2, 2, 2]])
        #expect(frames.map(\.dropped) == [1])
    }

    @Test func anotherListenerEndsTheFirst() async throws {
        let outlet = FrameOutlet(clock: ManualClock())
        let first = outlet.open(rule)
        let second = outlet.open(rule)
        try send(outlet, 9)
        outlet.close()
        let (none, one) = (await all(first), await all(second))
        #expect(none.isEmpty)
        #expect(one.map(\.tensor) == [[9, 9, 9]])
    }

    @Test func withoutAListenerNothingHappens() async throws {
        let outlet = FrameOutlet(clock: ManualClock())
        try send(outlet, 1)
        let stream = outlet.open(rule)
        outlet.close()
        try send(outlet, 2)
        let frames = await all(stream)
        #expect(frames.isEmpty)
    }

    @Test func timesAreThoseOfTheClockAndNoFrameComesFromTheFuture() async throws {
        let outlet = FrameOutlet(clock: ManualClock(step: 10))
        let stream = outlet.open(rule)
        try send(outlet, 1, taken: 1_000_000)
        outlet.close()
        let frames = await all(stream)
        #expect(frames.map(\.preprocessing) == [10])
        #expect(frames.map(\.taken) == [10])
    }

    @Test func theEndIsToldOnce() async throws {
        let ends = Counter()
        let outlet = FrameOutlet(clock: ManualClock())
        let stream = outlet.open(rule) { ends.add() }
        outlet.close()
        outlet.close()
        _ = await all(stream)
        #expect(ends.value == 1)
    }
}

private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    var value: Int { lock.withLock { count } }
    func add() { lock.withLock { count += 1 } }
}
