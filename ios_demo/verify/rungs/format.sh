# swift-format, as strict as .swift-format has it.
# shellcheck shell=bash
rung_format() {
  local sources="ios_demo/ClassifierCore/Sources ios_demo/ClassifierCore/Tests ios_demo/ClassifierCore/Package.swift"
  sources="$sources ios_demo/App ios_demo/typecheck/Package.swift"
  # shellcheck disable=SC2086
  quietly swift_in swift-format lint --strict --configuration ios_demo/.swift-format --recursive $sources
  echo "format: $(find "$demo/ClassifierCore" "$demo/App" -name '*.swift' 2>/dev/null | wc -l) Swift files"
}
