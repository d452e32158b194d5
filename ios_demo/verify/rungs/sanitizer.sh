# Thread sanitizer over the session and its fakes: what actors do not rule out.
# shellcheck shell=bash
rung_sanitizer() {
  # shellcheck disable=SC2086
  quietly swift_in swift test $package --scratch-path "$scratch/tsan" --sanitize=thread \
    --filter 'SessionTests|BenchmarkTests|SelfCheckTests' $link
  echo "sanitizer: $(grep -oE 'Test run with [0-9]+ tests passed' "$log"), no data race"
}
