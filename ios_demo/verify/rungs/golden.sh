# golden-check over recorded outputs: the packaged bundle, the larger nets where MOBILEKIT_TEST_DATA is set, damaged copies.
# shellcheck shell=bash
rung_golden() {
  local work=$outside/golden inside=$scratch/golden enter=() bundles=(packaged) bundle tests=$demo/../tests
  own_swift || enter=("$here/toolchain" run)
  # shellcheck disable=SC2086
  quietly swift_in swift build $package --scratch-path "$scratch/warnings" -c release --product golden-check $link
  mkdir -p "$work"
  golden_packaged
  if [ -n "${MOBILEKIT_TEST_DATA:-}" ]; then
    golden_converted v1 mobilenet_v1_1.0_224_imagenet.keras
    golden_converted v2 mobilenet_v2_1.0_224_dequant_tf2ptq.keras
    bundles+=(v1 v2)
  else
    echo "golden: the larger nets skipped: MOBILEKIT_TEST_DATA is not set"
  fi
  "$python" "$here/golden.py" "$work" "$inside" "${bundles[@]}" -- "${enter[@]}" "$scratch/warnings/release/golden-check" |
    sed 's/^/golden: /'
  for bundle in "${bundles[@]}"; do
    echo "golden: the kit takes the device report of $bundle: $("$python" "$tests/demos/accept_report.py" "$work/$bundle.report.json" "$work/$bundle")"
  done
}

# The packaged bundle, its outputs and its damaged copies; made again when any of what they come from changes.
golden_packaged() {
  local stamp
  stamp=$(cat "$demo/App/Packaged/SHA256SUMS" "$tests"/demos/*.py "$tests"/fault_makers/{coreml,preprocessing}.py | cksum)
  [ "$stamp" = "$(cat "$work/stamp" 2>/dev/null)" ] && return
  rm -rf "$work/packaged"
  cp -R "$demo/App/Packaged" "$work/packaged"
  quietly "$python" "$tests/demos/record_outputs.py" "$work/packaged" "$work/packaged.outputs"
  quietly "$python" "$tests/demos/make_corruptions.py" "$work/packaged" "$work/corrupted"
  echo "$stamp" >"$work/stamp"
}

# A bundle of real weights, converted once: NAME FILE. Its golden images are those the kit picks: the confident ones.
golden_converted() {
  [ -f "$work/$1.outputs/coreml-float32.f32" ] && return
  local variants=(--variant coreml-float16 --variant coreml-float32 --variant coreml-weight_int8 --variant coreml-palettized_6bit)
  cut -f3 "$MOBILEKIT_TEST_DATA"/imagenet1000_labels.tsv >"$work/labels.txt"
  quietly "$python" -m mobilekit convert "$MOBILEKIT_TEST_DATA/models/$2" --preprocessing tf --labels "$work/labels.txt" \
    "${variants[@]}" --calibration "$MOBILEKIT_TEST_DATA/imagenet_photos" --name "$1" --force --out "$work/$1"
  quietly "$python" "$tests/demos/record_outputs.py" "$work/$1" "$work/$1.outputs"
}
