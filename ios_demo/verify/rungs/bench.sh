# Preprocessing of a camera's frame, in release: time (this machine's), and allocations per frame, of which there are none.
# shellcheck shell=bash
rung_bench() {
  local bench=$scratch/warnings/release/preprocess-bench log_inside=$scratch/mtrace.log
  # shellcheck disable=SC2086
  quietly swift_in swift build $package --scratch-path "$scratch/warnings" -c release -Xswiftc -warnings-as-errors $link
  swift_in "$bench"
  [ "$(uname)" = Darwin ] && { echo "bench: allocations are counted on Linux"; return; }
  # glibc logs every allocation between mtrace() and muntrace(): "+" and "<" are blocks that were taken.
  rm -f "$outside/mtrace.log"
  swift_in env LD_PRELOAD=libc_malloc_debug.so.0 MALLOC_TRACE="$log_inside" "$bench" trace
  [ -f "$outside/mtrace.log" ] || { echo "bench: glibc wrote no trace of its allocations" >&2; return 1; }
  local taken
  taken=$(grep -cE ' [+<] 0x' "$outside/mtrace.log" || true)
  echo "bench: $taken allocations in 80 frames"
  [ "$taken" = 0 ]
}
