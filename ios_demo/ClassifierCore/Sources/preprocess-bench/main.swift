import ClassifierCore

/// Prints p50 of 640x480 BGRA to 224, by rotation; run in release.
let rule = Preprocessing(height: 224, width: 224)
let preprocessor = FramePreprocessor(rule: rule)
let clock = ContinuousClock()
for rotation in Rotation.allCases {
    guard let shape = StoredShape(width: 640, height: 480, bytesPerRow: 2624, layout: .bgra, rotation: rotation) else {
        fatalError("640 x 480 is a shape")
    }
    let pixels = (0..<shape.height * shape.bytesPerRow).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    var tensor = [UInt8](repeating: 0, count: preprocessor.byteCount)
    var recorder = LatencyRecorder(warmups: 20, capacity: 300)
    for _ in 0..<320 {
        let spent = clock.measure {
            _ = tensor.withUnsafeMutableBytes { target in
                pixels.withUnsafeBytes { preprocessor.run($0, shape, into: target) }
            }
        }
        recorder.add(nanoseconds: Int(spent.components.attoseconds / 1_000_000_000))
    }
    if let found = recorder.statistics {
        print(
            "640x480 BGRA rotated \(rotation.rawValue) -> 224: p50 \(Double(found.p50) / 1e6) ms, p90 \(Double(found.p90) / 1e6) ms"
        )
    }
}
