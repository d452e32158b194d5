# swift-format, as strict as .swift-format has it.
# shellcheck shell=bash
rung_format() {
  local sources="ios_demo/ClassifierCore/Sources ios_demo/ClassifierCore/Tests ios_demo/ClassifierCore/Package.swift"
  sources="$sources ios_demo/App ios_demo/typecheck/Package.swift"
  local attempt status=0
  for attempt in 1 2 3; do
    status=0
    # shellcheck disable=SC2086
    swift_in swift-format lint --strict --configuration ios_demo/.swift-format --recursive $sources >"$log" 2>&1 || status=$?
    # 600 crashes now and then on a loaded machine: that is no finding.
    [ "$status" -lt 128 ] && break
  done
  [ "$status" = 0 ] || { tail -n 60 "$log"; return 1; }
  echo "format: $(find "$demo/ClassifierCore" "$demo/App" -name '*.swift' 2>/dev/null | wc -l) Swift files"
}
