# Preprocessing of a camera frame, in release; figures are this machine's.
# shellcheck shell=bash
rung_bench() {
  # shellcheck disable=SC2086
  quietly swift_in swift build $package --scratch-path "$scratch/warnings" -c release -Xswiftc -warnings-as-errors $link
  swift_in "$scratch/warnings/release/preprocess-bench"
}
