# Sourced by ../run. Rung F: the app's own classes on Robolectric's Android 8.0 and 15.

rung_F() {
  resources
  tests robolectric -Dcore.skip=true
  local level
  for level in 26 35; do
    "$PYTHON" "$VERIFY/python/report.py" "$VERIFY/../app/src/main/assets/bundle" "$VERIFY/robolectric/target/report/device-report-$level.json" 12
  done
  rung F $((COUNT + 2)) "SelfCheckActivity and the app on API 26 and 35; Python takes both device reports"
}
