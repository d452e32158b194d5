# Sourced by ../run. Rung D: engine, ui and app as the Android compiler would see them.

EXPO_CAMERA=expo-camera@57.0.6

# descriptors: how many members of the CameraX stubs equal those that a published AAR was compiled against (1.6.0).
descriptors() {
  local folder="$CACHE/$EXPO_CAMERA"
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder.new"
    (cd "$folder.new" && npm pack --silent "$EXPO_CAMERA" >/dev/null && tar -xzf ./*.tgz) >&2
    mv "$folder.new" "$folder"
  fi
  "$PYTHON" "$VERIFY/python/descriptors.py" "$(find "$folder" -name '*.aar' | head -n 1)" "$VERIFY/stubs/target/classes"
}

rung_D() {
  local log files members=0
  resources
  log=$(mktemp)
  maven -q compile animal-sniffer:check -pl core,stubs,typecheck >"$log" 2>&1 || {
    grep -E 'ERROR|Undefined reference' "$log" | head -40 >&2
    fail "engine, ui or app does not compile against Android 15, or calls what Android 8.0 does not have"
  }
  files=$(find "$VERIFY"/../{engine,ui,app}/src/main -name '*.kt' | wc -l)
  if command -v npm >/dev/null; then members=$(descriptors); else say "rung D: descriptors left out, there is no npm"; fi
  rung D $((files + members)) "$files files compile without a warning and within API 26; $members CameraX stubs are the library's"
}
