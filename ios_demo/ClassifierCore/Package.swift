// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "ClassifierCore",
    platforms: [.iOS(.v18), .macOS(.v15)],
    products: [
        .library(name: "ClassifierCore", targets: ["ClassifierCore"]),
        .library(name: "CoreMLClassifier", targets: ["CoreMLClassifier"]),
        .library(name: "DemoModel", targets: ["DemoModel"]),
        .executable(name: "golden-check", targets: ["golden-check"]),
    ],
    targets: [
        .target(name: "ClassifierCore"),
        .target(name: "CoreMLClassifier", dependencies: ["ClassifierCore"]),
        .target(name: "DemoModel", dependencies: ["ClassifierCore"]),
        .target(name: "GoldenCheck", dependencies: ["ClassifierCore", "CoreMLClassifier"]),
        .executableTarget(name: "golden-check", dependencies: ["GoldenCheck"]),
        .executableTarget(name: "preprocess-bench", dependencies: ["ClassifierCore"]),
        .target(name: "TestSupport", dependencies: ["ClassifierCore"], path: "Tests/TestSupport"),
        .testTarget(name: "ClassifierCoreTests", dependencies: ["ClassifierCore", "TestSupport"]),
        .testTarget(name: "GoldenCheckTests", dependencies: ["GoldenCheck", "TestSupport"]),
        .testTarget(name: "DemoModelTests", dependencies: ["DemoModel", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
