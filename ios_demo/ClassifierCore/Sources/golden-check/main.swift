import Foundation
import GoldenCheck

/// The self-check of a bundle at the command line: the same code that gates the numbers in the app.
///
///     golden-check BUNDLE --outputs FOLDER [--report FILE]     over recorded outputs, anywhere
///     golden-check BUNDLE [--report FILE]                      over Core ML, on a Mac
///
/// FOLDER holds one VARIANT.f32 for each Core ML variant: little-endian float32, golden images x classes. Prints one
/// line a variant and rung. Exit code 0: all pass; 1: one does not; 2: the bundle or the command line is refused.
let outcome = await CommandLineCheck.run(CommandLine.arguments.dropFirst())
for line in outcome.lines { print(line) }
FileHandle.standardError.write(Data(outcome.complaints.map { "\($0)\n" }.joined().utf8))
exit(outcome.code)
