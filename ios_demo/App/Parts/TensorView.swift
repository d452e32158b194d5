import CoreGraphics
import SwiftUI

/// A tensor's pixels as a picture, no pixel smoothed.
struct TensorView: View {
    let tensor: [UInt8]
    let width: Int
    let height: Int

    var body: some View {
        if let picture {
            Image(picture, scale: 1, label: Text("The held frame, \(width) × \(height) pixels"))
                .resizable()
                .interpolation(.none)
                .scaledToFit()
        }
    }

    private var picture: CGImage? {
        guard tensor.count == width * height * 3, let provider = CGDataProvider(data: Data(tensor) as CFData) else {
            return nil
        }
        return CGImage(
            width: width, height: height, bitsPerComponent: 8, bitsPerPixel: 24, bytesPerRow: width * 3,
            space: CGColorSpaceCreateDeviceRGB(), bitmapInfo: [], provider: provider, decode: nil,
            shouldInterpolate: false, intent: .defaultIntent)
    }
}
