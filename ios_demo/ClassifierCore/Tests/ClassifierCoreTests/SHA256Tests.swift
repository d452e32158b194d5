import Testing

@testable import ClassifierCore

@Suite struct SHA256Tests {
    /// FIPS 180-4's own examples, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func publishedExamples(_ text: String, _ digest: String) {
        #expect(SHA256Sum.portable(Array(text.utf8)) == digest)
        #expect(SHA256Sum.of(Array(text.utf8)) == digest)
    }

    @Test func everyLengthAroundABlockGivesTheSameSumInParts() {
        for length in 50...140 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var parts = PortableSHA256()
            parts.update(Array(bytes.prefix(length / 3)))
            parts.update(Array(bytes.dropFirst(length / 3)))
            var whole = PortableSHA256()
            whole.update(bytes)
            #expect(parts.finalised() == whole.finalised())
            #expect(SHA256Sum.portable(bytes) == SHA256Sum.of(bytes))
        }
    }
}
