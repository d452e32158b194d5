import Foundation

/// What the command line asks for.
struct Arguments {
    let bundle: URL
    let outputs: URL?
    let report: URL?

    struct Problem: Error { let sentence: String }

    init(_ words: some Sequence<String>) throws(Problem) {
        var bundle: URL?
        var named: [String: URL] = [:]
        var pending: String?
        for word in words {
            if let name = pending {
                named[name] = URL(filePath: word)
                pending = nil
            } else if ["--outputs", "--report"].contains(word) {
                pending = word
            } else if word.hasPrefix("-") || bundle != nil {
                throw Problem(sentence: "\(word) is not expected.")
            } else {
                bundle = URL(filePath: word)
            }
        }
        guard let bundle, pending == nil else { throw Problem(sentence: "\(pending ?? "BUNDLE") is missing its path.") }
        self.bundle = bundle
        outputs = named["--outputs"]
        report = named["--report"]
    }
}
