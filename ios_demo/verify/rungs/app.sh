# The app against stand-ins for Apple's frameworks, and whether that check bites: ten seeded faults, or all of them with
# MOBILEKIT_FAULTS=all. Nothing is linked; what a Mac builds is for xcodebuild to say.
# shellcheck shell=bash
rung_app() {
  [ "$(uname)" = Darwin ] && { echo "app: not checked against stubs here: xcodebuild has the real frameworks"; return; }
  local build=(swift build --package-path "$scratch/typecheck" --scratch-path "$scratch/tc" --target App) enter=() count=10
  own_swift || enter=("$here/toolchain" run)
  [ "${MOBILEKIT_FAULTS:-}" = all ] && count=1000
  "$demo/typecheck/stage" "$outside/typecheck"
  quietly swift_in "${build[@]}"
  "$python" "$here/pairs.py" "$demo/App" "$demo/ClassifierCore/Sources/CoreMLClassifier"
  echo "app: $(cat "$demo"/App/*.swift "$demo"/App/*/*.swift | wc -l) lines type-check against $(cat "$demo"/typecheck/Stubs/*/*.swift | wc -l) of stubs; no warning"
  "$python" "$here/app_faults.py" "$outside/typecheck" "$count" -- "${enter[@]}" "${build[@]}" | sed 's/^/app: /'
}
