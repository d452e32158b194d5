import Foundation

/// What the command line asks for.
package struct Arguments: Equatable {
    package let bundle: URL
    package let outputs: URL?
    package let report: URL?

    /// What cannot be done as asked.
    package struct Problem: Error, Equatable {
        package let sentence: String
    }

    package init(_ words: some Sequence<String>) throws(Problem) {
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
