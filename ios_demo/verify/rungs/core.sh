# Unit tests in release (the resampler is 50 times slower without optimisation), warnings as errors, line coverage.
# shellcheck shell=bash
rung_core() {
  # shellcheck disable=SC2086
  quietly swift_in swift build $package --scratch-path "$scratch/warnings" -c release -Xswiftc -warnings-as-errors $link
  # shellcheck disable=SC2086
  quietly swift_in swift test $package --scratch-path "$scratch/test" -c release -Xswiftc -enable-testing \
    --enable-code-coverage $link
  echo "core: $(grep -oE 'Test run with [0-9]+ tests passed' "$log"), $(grep -c '^◇ Passing' "$log") cases of tables; no warning"
  local report covered
  report=$(find "$outside/test/" -path '*release/codecov/*.json' | head -n 1)
  covered=$("$python" "$here/coverage.py" "$report" ClassifierCore/Sources/ClassifierCore/ 90)
  echo "core: $covered"
}
