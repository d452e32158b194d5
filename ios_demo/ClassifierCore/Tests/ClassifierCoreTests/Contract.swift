import ClassifierCore
import Foundation
import Testing

/// The contract's folder, three levels above this package: its vectors and verdicts are these tests' truth.
enum Contract {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../../../tooling/mobilekit/contract").standardized

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    /// Paths of all examples below `examples/`.
    static func exampleNames() -> [String] {
        guard let verdicts = try? json("examples/verdicts.json") else { return [] }
        return verdicts.members.map { $0.key.string }
    }

    static func json(_ path: String) throws -> JSON { try JSON.read(try bytes(path), file: path) }
}

extension JSON {
    subscript(_ key: String) -> JSON {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.key == ByteText(key) }?.value ?? .null
    }
    var items: [JSON] { if case .list(let items) = self { items } else { [] } }
    var members: [Member] { if case .object(let members) = self { members } else { [] } }
    var int: Int { if case .integer(let number) = self { number } else { .min } }
    var real: Double {
        switch self {
        case .integer(let whole): Double(whole)
        case .double(let real): real
        default: .nan
        }
    }
    var string: String { if case .text(let text) = self { text.string } else { "" } }
}

/// The refusal that `work` throws; `nil` where it does not throw one.
func refusal<T>(_ work: () throws -> T) -> Refusal? {
    do {
        _ = try work()
        return nil
    } catch { return error as? Refusal }
}

/// Pictures by recipe, as the contract's README describes them.
struct DrawnPicture {
    let pattern: String
    let width: Int
    let height: Int
    let seed: UInt32

    init(_ json: JSON) {
        pattern = json["pattern"].string
        width = json["width"].int
        height = json["height"].int
        seed = UInt32(truncatingIfNeeded: json["seed"].int)
    }

    var rgb: [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for y in 0..<UInt32(height) {
            for x in 0..<UInt32(width) {
                for channel in 0..<UInt32(3) { pixels.append(UInt8(value(pattern, x, y, channel))) }
            }
        }
        return pixels
    }

    private func value(_ pattern: String, _ x: UInt32, _ y: UInt32, _ channel: UInt32) -> UInt32 {
        switch pattern {
        case "white": return 255
        case "checker": return ((x &+ y &+ seed) & 1) * 255
        case "stripes": return ((x / (1 + seed % 7) &+ y / (1 + (seed / 7) % 5) &+ channel) & 1) * 255
        case "gradient":
            let across = x * 255 / UInt32(width)
            let down = y * 255 / UInt32(height)
            return channel == 0 ? across : channel == 1 ? down : 255 - (across + down) / 2
        case "noise": return mixed(x, y, channel) >> 24
        case "blocks": return mixed(x / 13, y / 13, channel) >> 24
        case "scene":
            let parts = ["gradient", "gradient", "blocks", "noise"].map { value($0, x, y, channel) }
            return parts.reduce(0, +) / 4
        default: return 0
        }
    }

    private func mixed(_ x: UInt32, _ y: UInt32, _ channel: UInt32) -> UInt32 {
        var h = seed &* 0x9E37_79B1 &+ x &* 0x85EB_CA77 &+ y &* 0xC2B2_AE3D &+ channel &* 0x27D4_EB2F
        h = (h ^ (h >> 15)) &* 0x2C1B_3C6D
        h = (h ^ (h >> 12)) &* 0x297A_2D39
        return h ^ (h >> 15)
    }
}
