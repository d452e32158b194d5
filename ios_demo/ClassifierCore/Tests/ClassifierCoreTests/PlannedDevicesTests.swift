import ClassifierCore
import Testing

@Suite struct PlannedDevicesTests {
    private func plan(_ devices: [ComputeUnitPlan.Device?]) -> PlannedDevices {
        PlannedDevices(devices.enumerated().map { .init(name: "op\($0 % 2)", preferred: $1) })
    }

    @Test func operationsWithoutADeviceAreLeftOut() {
        #expect(plan([nil, .cpu, nil]).operations.count == 1)
    }

    @Test func sharesAndChangesAreCounted() {
        let found = plan([.neuralEngine, .neuralEngine, .cpu, .neuralEngine])
        #expect(found.count(on: .neuralEngine) == 3)
        #expect(found.count(on: .gpu) == 0)
        #expect(found.changes == 2)
        #expect(found.names(off: .neuralEngine) == ["op0"])
        #expect(found.sentence == "Planned: 3 on the Neural Engine, 1 on the CPU of 4 operations.")
    }

    @Test func noPlanSaysSo() {
        #expect(plan([]).sentence == "Planned: Core ML does not say.")
        #expect(plan([]).changes == 0)
    }

    @Test func aNameIsGivenOnce() {
        #expect(plan([.cpu, .gpu, .cpu, .gpu]).names(off: .neuralEngine) == ["op0", "op1"])
    }
}
