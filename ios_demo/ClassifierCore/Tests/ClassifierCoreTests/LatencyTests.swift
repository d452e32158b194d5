import ClassifierCore
import Testing

@Suite struct LatencyTests {
    @Test func warmUpsAreNotCounted() {
        var recorder = LatencyRecorder(warmups: 2)
        for value in [900, 800, 1, 2, 3] { recorder.add(nanoseconds: value) }
        #expect(recorder.count == 3)
        #expect(recorder.statistics?.p50 == 2)
    }

    @Test func percentilesAreNearestRank() throws {
        let found = try #require(LatencyStatistics(Array((1...10).reversed())))
        #expect([found.p50, found.p90, found.p99, found.count] == [5, 9, 10, 10])
        let hundred = try #require(LatencyStatistics(Array(1...100)))
        #expect([hundred.p50, hundred.p90, hundred.p99] == [50, 90, 99])
        #expect(LatencyStatistics([7])?.p99 == 7)
        #expect(LatencyStatistics([]) == nil)
    }

    @Test func resetForgetsSamplesAndWarmUps() {
        var recorder = LatencyRecorder(warmups: 1)
        for value in 1...5 { recorder.add(nanoseconds: value) }
        recorder.reset()
        recorder.add(nanoseconds: 100)
        #expect(recorder.statistics == nil)
        recorder.add(nanoseconds: 7)
        #expect(recorder.statistics?.p50 == 7)
    }

    @Test func theNewestSamplesAreKept() {
        var recorder = LatencyRecorder(warmups: 0, capacity: 3)
        for value in 1...10 { recorder.add(nanoseconds: value) }
        #expect(recorder.statistics?.p50 == 9)
        #expect(recorder.count == 3)
    }

    @Test func whatIsNoDurationIsLeftOut() {
        var recorder = LatencyRecorder(warmups: 0)
        recorder.add(nanoseconds: -1)
        #expect(recorder.count == 0)
    }

    @Test func theProtocolAsksForTenAndAHundred() {
        #expect(LatencyRecorder.leastWarmups == 10)
        #expect(LatencyRecorder.leastSamples == 100)
    }

    @Test func aRankIsNeverInterpolated() throws {
        let four = try #require(LatencyStatistics([40, 10, 30, 20]))
        #expect([four.p50, four.p90, four.p99] == [20, 40, 40])
        let twoHundred = try #require(LatencyStatistics(Array(1...200)))
        #expect([twoHundred.p50, twoHundred.p90, twoHundred.p99] == [100, 180, 198])
    }

    @Test func zeroIsADurationToo() {
        var recorder = LatencyRecorder(warmups: 0)
        recorder.add(nanoseconds: 0)
        #expect(recorder.statistics?.p99 == 0)
    }

    @Test func aRecorderHoldsOneSampleAtLeast() {
        var recorder = LatencyRecorder(warmups: 0, capacity: 0)
        for value in [1, 2] { recorder.add(nanoseconds: value) }
        #expect(recorder.capacity == 1)
        #expect(recorder.statistics?.p50 == 2)
    }

    @Test func whatIsLeftOutIsNoWarmUpEither() {
        var recorder = LatencyRecorder(warmups: 1)
        for value in [-5, 7, 9] { recorder.add(nanoseconds: value) }
        #expect(recorder.statistics?.p50 == 9)
    }
}
