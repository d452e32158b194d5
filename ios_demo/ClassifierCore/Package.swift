// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "ClassifierCore",
    platforms: [.iOS(.v18), .macOS(.v15)],
    products: [
        .library(name: "ClassifierCore", targets: ["ClassifierCore"]),
        .library(name: "DemoModel", targets: ["DemoModel"]),
        .executable(name: "golden-check", targets: ["golden-check"]),
    ],
    targets: [
        .target(name: "ClassifierCore"),
        .target(name: "DemoModel", dependencies: ["ClassifierCore"]),
        .executableTarget(name: "golden-check", dependencies: ["ClassifierCore"]),
        .executableTarget(name: "preprocess-bench", dependencies: ["ClassifierCore"]),
        .testTarget(name: "ClassifierCoreTests", dependencies: ["ClassifierCore"]),
        .testTarget(name: "DemoModelTests", dependencies: ["DemoModel"]),
    ],
    swiftLanguageModes: [.v6]
)
