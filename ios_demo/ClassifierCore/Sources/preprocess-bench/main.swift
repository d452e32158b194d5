import ClassifierCore

/// Preprocessing of a camera's 640 x 480 BGRA frame to 224, by rotation; run in release.
///
///     preprocess-bench           prints p50 and p90
///     preprocess-bench trace     runs frames between glibc's mtrace and muntrace, which log every allocation
///     preprocess-bench cold      the same with the first frame of every rotation among them, which makes the plan
let bench = Bench()
for rotation in Rotation.allCases {
    if let word = CommandLine.arguments.dropFirst().first {
        bench.trace(rotation, warm: word == "cold" ? 0 : 3)
    } else {
        bench.time(rotation)
    }
}

struct Bench {
    private let preprocessor = FramePreprocessor(rule: Preprocessing(height: 224, width: 224))
    private let clock = UptimeClock()

    func time(_ rotation: Rotation) {
        var recorder = LatencyRecorder(warmups: 20, capacity: 300)
        frames(rotation, warm: 3, count: 320) { recorder.add(nanoseconds: $0) }
        guard let found = recorder.statistics else { return }
        let figures = [found.p50, found.p90].map { Double($0) / 1e6 }
        print("640x480 BGRA rotated \(rotation.rawValue) -> 224: p50 \(figures[0]) ms, p90 \(figures[1]) ms")
    }

    func trace(_ rotation: Rotation, warm: Int) {
        #if canImport(Glibc)
            frames(rotation, warm: warm, count: 20, between: (startTracing, stopTracing)) { _ in }
        #else
            print("mtrace is glibc's")
        #endif
    }

    /// `count` frames after `warm` others; `each` gets the nanoseconds of every one.
    private func frames(
        _ rotation: Rotation, warm: Int, count: Int, between ends: (begin: () -> Void, end: () -> Void) = ({}, {}),
        each: (Int) -> Void
    ) {
        guard let shape = StoredShape(width: 640, height: 480, bytesPerRow: 2624, layout: .bgra, rotation: rotation)
        else { fatalError("640 x 480 is a shape") }
        let pixels = (0..<shape.height * shape.bytesPerRow).map {
            UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13)
        }
        var tensor = [UInt8](repeating: 0, count: preprocessor.byteCount)
        tensor.withUnsafeMutableBytes { target in
            pixels.withUnsafeBytes { source in
                for _ in 0..<warm { _ = preprocessor.run(source, shape, into: target) }
                ends.begin()
                for _ in 0..<count {
                    let start = clock.now()
                    _ = preprocessor.run(source, shape, into: target)
                    each(clock.now() - start)
                }
                ends.end()
            }
        }
    }
}

#if canImport(Glibc)
    /// mcheck.h, which the Glibc module leaves out; does nothing unless libc_malloc_debug.so is preloaded.
    @_silgen_name("mtrace") func startTracing()
    @_silgen_name("muntrace") func stopTracing()
#endif
