# Sourced by ../run. Rung C: core and the real LiteRT under the JVM, on the packaged bundle and on real weights.

# library: the path of libLiteRt.so, of the kit's own Python or else out of the wheel.
library() {
  local wheels="$CACHE/litert-2.3.0" found
  found=$("$PYTHON" -c 'import importlib.util as u; s = u.find_spec("ai_edge_litert"); print(s.submodule_search_locations[0] if s else "")')/libLiteRt.so
  if [ ! -f "$found" ]; then
    found="$wheels/ai_edge_litert/libLiteRt.so"
    if [ ! -f "$found" ]; then
      "$PYTHON" -m pip download -q --no-deps -d "$wheels" ai-edge-litert==2.3.0 >&2
      "$PYTHON" -m zipfile -e "$wheels"/*.whl "$wheels" >&2
    fi
  fi
  echo "$found"
}

# converted NAME: a bundle of that model of the test data, made once for each state of the kit.
converted() {
  local name=$1 data=$MOBILEKIT_TEST_DATA kit bundle variant
  # From inside: two checkouts of one state are to share their bundles, which take minutes to make.
  kit=$(cd "$REPOSITORY/tooling/mobilekit" && find . -name '*.py' -exec sha256sum {} + | sort | sha256sum | cut -c1-12)
  bundle="$CACHE/bundles/$kit/$name"
  if [ ! -f "$bundle/SHA256SUMS" ]; then
    local folder="$CACHE/bundles/$kit/photos" variants=()
    # Bundles of older states of the kit are of no use any more.
    find "$CACHE/bundles" -mindepth 1 -maxdepth 1 ! -name "$kit" -exec rm -rf {} + 2>/dev/null || true
    mkdir -p "$folder"
    # Every fifth photo: calibration needs a hundred.
    find "$data/imagenet_photos" -name '*.jpg' | sort | awk 'NR % 5 == 0' | xargs -I{} cp {} "$folder"
    cut -f3 "$data/imagenet1000_labels.tsv" | tail -n 1000 >"$folder/../labels.txt"
    for variant in float32 float16 dynamic_int8 int8; do variants+=(--variant "tflite-$variant"); done
    nice -n 10 "$PYTHON" -m mobilekit convert "$data/models/$name.keras" --preprocessing tf --quiet \
      --labels "$folder/../labels.txt" --calibration "$folder" "${variants[@]}" --out "$bundle" >&2
  fi
  echo "$bundle"
}

rung_C() {
  local bundles=("${MOBILEKIT_BUNDLE:-$VERIFY/../app/src/main/assets/bundle}") name answers="$VERIFY/target/answers"
  if [ -n "${MOBILEKIT_TEST_DATA:-}" ]; then
    for name in mobilenet_v2_1.0_224_dequant_tf2ptq mobilenet_v1_1.0_224_imagenet; do
      bundles+=("$(converted "$name")")
    done
  else
    say "rung C: real weights left out, MOBILEKIT_TEST_DATA is not set"
  fi
  "$PYTHON" "$VERIFY/python/answers.py" "$answers" "${bundles[@]}"
  # core's own tests are rungs A and B: no test has this tag.
  tests litert -Dmobilekit.litert="$(library)" -Dmobilekit.answers="$answers" \
    -Dmobilekit.bundles="$(IFS=:; echo "${bundles[*]}")" -Dcore.skip=true
  "$PYTHON" "$VERIFY/python/report.py" "${bundles[0]}" "$VERIFY/litert/target/device-report.json" 4
  rung C $((COUNT + 1)) "the real LiteRT on ${#bundles[@]} bundles; Python takes the device report"
}
