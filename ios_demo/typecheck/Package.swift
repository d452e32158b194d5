// swift-tools-version: 6.0
import PackageDescription

/// Stand-ins for Apple's frameworks, and the app's own sources compiled against them: on Linux, never linked.
///
/// `../verify/rungs/app.sh` copies this folder, `../App` and `../ClassifierCore/Sources` beside one another and builds the
/// target `App` there; see README.md.
let frameworks: [String: [String]] = [
    "AppleFoundation": [],
    "CoreGraphics": ["AppleFoundation"],
    "CoreVideo": ["CoreGraphics"],
    "CoreMedia": ["CoreVideo"],
    "QuartzCore": ["CoreGraphics"],
    "AVFoundation": ["AppleFoundation", "CoreMedia", "QuartzCore"],
    "CoreML": ["AppleFoundation", "CoreVideo"],
    "UIKit": ["AppleFoundation", "QuartzCore"],
    "UniformTypeIdentifiers": [],
    "SwiftUI": ["UIKit", "UniformTypeIdentifiers"],
    "Charts": ["SwiftUI"],
]

// Library evolution, so that Apple's enums may have further cases here too and a switch needs `@unknown default`.
let evolving: [SwiftSetting] = [.unsafeFlags(["-enable-library-evolution", "-suppress-warnings"])]
let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

let package = Package(
    name: "typecheck",
    products: [.library(name: "App", targets: ["App"])],
    targets: frameworks.map { name, needs in
        .target(
            name: name, dependencies: needs.map { .target(name: $0) }, path: "Stubs/\(name)", swiftSettings: evolving)
    } + [
        .target(name: "ClassifierCore", path: "Core/ClassifierCore"),
        .target(name: "DemoModel", dependencies: ["ClassifierCore"], path: "Core/DemoModel"),
        .target(
            name: "CoreMLClassifier", dependencies: ["ClassifierCore", "CoreML"], path: "Core/CoreMLClassifier",
            swiftSettings: strict),
        .target(
            name: "App",
            dependencies: ["ClassifierCore", "DemoModel", "CoreMLClassifier"]
                + frameworks.keys.sorted().map { .target(name: $0) },
            path: "App", exclude: ["Packaged"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
