import ClassifierCore
import TestSupport
import Testing

@testable import DemoModel

@Suite struct HistogramTests {
    @Test func everySampleIsInOneBin() {
        let found = Histogram(Array(1...1_000), bins: 10)
        #expect(found.bins.map(\.count) == [Int](repeating: 100, count: 10))
        #expect(found.bins.first?.start == 1e-6)
        #expect(found.bins.last?.end == 1e-3)
    }

    @Test func theSlowestSampleIsInTheLastBin() {
        let found = Histogram([0, 10, 100], bins: 10)
        #expect(found.bins.first?.count == 1)
        #expect(found.bins.last?.count == 1)
        #expect(found.bins.map(\.count).reduce(0, +) == 3)
    }

    @Test func equalSamplesAreOneBar() {
        let found = Histogram([5, 5, 5])
        #expect(found.bins.map(\.count) == [3])
        #expect(found.bins[0].start < found.bins[0].middle)
    }

    @Test func noSamplesAreNoBars() {
        #expect(Histogram([]).bins.isEmpty)
        #expect(Histogram([1, 2], bins: 0).bins.isEmpty)
    }
}

@Suite struct WordingTests {
    @Test func millisecondsKeepThreeFigures() {
        #expect(Wording.milliseconds(1_234_567) == "1.23 ms")
        #expect(Wording.milliseconds(0) == "0.00 ms")
        #expect(Wording.milliseconds(12_345_678) == "12.3 ms")
    }

    @Test func sharesAreWholePercents() {
        #expect(Wording.percent(0.876) == "88 %")
        #expect(Wording.percent(1) == "100 %")
    }

    @Test func aLineIsSpokenWithItsPlace() {
        let line = Readout.Line(id: 0, label: "cat", probability: 0.5)
        #expect(Wording.spoken(line) == "1: cat, 50 percent")
    }

    @Test func aStageIsSpokenInFull() throws {
        let found = try #require(LatencyStatistics([1_000_000, 2_000_000]))
        let words = Wording.spoken("Inference", found)
        #expect(words.hasPrefix("Inference: half within 1.00 ms, nine in ten within 2.00 ms"))
        #expect(words.hasSuffix("of 2 samples"))
    }

    @Test func numbersAreWithheldUntilTheCheckAllowsThem() {
        let choice = Choice(variant: "v", delegate: "cpuOnly")
        let failure = Failure(.cameraMissing, "No camera.", remedy: "Use the benchmark.")
        let cases = [GoldenCase(path: "p", tensor: [], reference: [1, 0], top5: [0])]
        let right = SelfCheck(cases, outputs: [[1, 0]], tolerance: 0, activation: .softmax)
        let wrong = SelfCheck(cases, outputs: [[0, 1]], tolerance: 0, activation: .softmax)
        #expect(Wording.withheld(.running(choice, right)) == nil)
        #expect(Wording.withheld(.running(choice, wrong))?.contains("wrong answers") == true)
        for state in [SessionState.idle, .loading(choice), .checking(choice)] {
            #expect(Wording.withheld(state)?.isEmpty == false)
        }
        #expect(Wording.withheld(.failed(choice, failure)) == "No camera.")
        #expect(Wording.badge(right) == "PASS")
        #expect(Wording.badge(nil) == "Not checked")
    }

    @Test func everyVerdictHasAMeaningAndEveryUnitAName() {
        let verdicts: [SelfCheck.Verdict] = [.pass, .drift, .wrong, .fellBack]
        #expect(Set(verdicts.map(Wording.meaning)).count == 4)
        let units = ["cpuAndNeuralEngine", "cpuAndGPU", "cpuOnly", "later"].map(Wording.units)
        #expect(units == ["Neural Engine", "GPU", "CPU", "later"])
        #expect(Wording.thermal(.moderate) == "Moderate")
    }
}
