import SwiftUI

@main
struct MobileKitDemoApp: App {
    @State private var demo = Demo()

    var body: some Scene {
        WindowGroup {
            RootScreen()
                .environment(demo)
                .task { await demo.run() }
        }
    }
}
