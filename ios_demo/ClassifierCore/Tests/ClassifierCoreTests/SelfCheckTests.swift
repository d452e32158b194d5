import ClassifierCore
import Testing

private struct Fixed: Classifier {
    let output: [Float]
    func scores(of _: [UInt8]) async throws -> [Float] { output }
}

@Suite struct SelfCheckTests {
    private let cases = [
        GoldenCase(path: "golden/a.ppm", tensor: [1, 2, 3], reference: [0.7, 0.2, 0.1], top5: [0, 1, 2]),
        GoldenCase(path: "golden/b.ppm", tensor: [4, 5, 6], reference: [0.1, 0.3, 0.6], top5: [2, 1, 0]),
    ]

    private let fallBack = FallBack(from: "cpuAndNeuralEngine", to: "cpuOnly", because: "no Neural Engine")

    private func check(_ outputs: [[Float]], tolerance: Double = 0.05, fellBack: FallBack? = nil) -> SelfCheck {
        SelfCheck(cases, outputs: outputs, tolerance: tolerance, activation: .softmax, fellBack: fellBack)
    }

    @Test func theReferencesOwnOutputsPass() {
        let found = check(cases.map(\.reference), tolerance: 0)
        #expect(found.verdict == .pass)
        #expect(found.reason.isEmpty)
        #expect(found.maxAbsDifference == 0)
    }

    @Test func aDifferenceAtTheTolerancePassesAndBeyondItDrifts() {
        let moved: [[Float]] = [[0.7, 0.2, 0.1], [0.1, 0.25, 0.65]]
        let far = check(moved, tolerance: 0).maxAbsDifference
        #expect(check(moved, tolerance: far).verdict == .pass)
        #expect(check(moved, tolerance: far.nextDown).verdict == .drift)
    }

    @Test func anotherFirstAnswerIsWrongWhateverTheTolerance() {
        let found = check([[0.3, 0.6, 0.1], cases[1].reference], tolerance: 10)
        #expect(found.verdict == .wrong)
        #expect(found.reason == "1 of 2 answers differ from the reference's.")
        #expect(!found.allowsNumbers)
    }

    @Test func outputsThatAreNoNumbersNeverPass() {
        for bad in [Float.nan, .infinity] {
            let found = check([[0.7, 0.2, bad], cases[1].reference], tolerance: 10)
            #expect(found.verdict == (bad.isNaN ? .drift : .wrong))
            #expect(found.maxAbsDifference == SelfCheck.notANumber)
        }
    }

    @Test func anotherNumberOfOutputsIsNoAnswerAtAll() async {
        await #expect(throws: SelfCheck.Problem.outputs(found: 2, wanted: 3)) {
            try await SelfCheck.run(Fixed(output: [0.7, 0.3]), on: cases, tolerance: 10, activation: .softmax)
        }
    }

    @Test func noAnswersAreWrong() {
        #expect(check([]).verdict == .wrong)
    }

    @Test func whatFellBackSaysSoAndMayShowItsNumbersOnlyWhereRight() {
        let right = check(cases.map(\.reference), fellBack: fallBack)
        #expect(right.verdict == .fellBack)
        #expect(right.reason == "cpuAndNeuralEngine -> cpuOnly: no Neural Engine")
        #expect(right.allowsNumbers)
        #expect(!check([[0, 1, 0], [0, 1, 0]], fellBack: fallBack).allowsNumbers)
    }

    @Test func everyCaseIsRunThroughTheClassifier() async throws {
        struct Echo: Classifier {
            let answers: [[UInt8]: [Float]]
            func scores(of tensor: [UInt8]) async throws -> [Float] { answers[tensor] ?? [] }
        }
        let echo = Echo(answers: Dictionary(uniqueKeysWithValues: cases.map { ($0.tensor, $0.reference) }))
        let found = try await SelfCheck.run(echo, on: cases, tolerance: 0, activation: .softmax)
        #expect(found.verdict == .pass)
        #expect(found.answers.map(\.path) == cases.map(\.path))
    }

    @Test func aNetworkWithOneOutputAnswersYesOrNo() {
        let one = [GoldenCase(path: "p", tensor: [], reference: [0.6], top5: [0])]
        #expect(SelfCheck(one, outputs: [[0.55]], tolerance: 1, activation: .sigmoid).verdict == .pass)
        #expect(SelfCheck(one, outputs: [[0.45]], tolerance: 1, activation: .sigmoid).verdict == .wrong)
        let logit = [GoldenCase(path: "p", tensor: [], reference: [-0.1], top5: [0])]
        #expect(SelfCheck(logit, outputs: [[0.2]], tolerance: 1, activation: .logits).verdict == .wrong)
    }
}

@Suite struct PostprocessingTests {
    @Test func tiesGoToTheLowerIndexAndNaNComesLast() {
        #expect(Postprocessing.best(4, of: [.nan, 1, 2, 2]) == [2, 3, 1, 0])
        #expect(Postprocessing.best(9, of: [1]) == [0])
        #expect(Postprocessing.best(3, of: []).isEmpty)
    }

    @Test func softmaxIsForLogitsOnly() {
        #expect(Postprocessing.probabilities([0.9, 0.1], .softmax) == [0.9, 0.1])
        #expect(Postprocessing.probabilities([0.9, 0.1], .sigmoid) == [0.9, 0.1])
        let found = Postprocessing.probabilities([1000, 1000], .logits)
        #expect(found == [0.5, 0.5])
    }
}
