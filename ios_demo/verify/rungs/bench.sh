# Preprocessing of a camera's frame, in release: time (this machine's), and allocations per frame, of which there are none.
# shellcheck shell=bash
rung_bench() {
  local bench=$scratch/warnings/release/preprocess-bench
  # shellcheck disable=SC2086
  quietly swift_in swift build $package --scratch-path "$scratch/warnings" -c release -Xswiftc -warnings-as-errors $link
  swift_in "$bench"
  [ "$(uname)" = Darwin ] && { echo "bench: allocations are counted on Linux"; return; }
  local cold warm
  cold=$(bench_allocations cold)
  warm=$(bench_allocations trace)
  echo "bench: $warm allocations in 80 frames; with the first of each rotation among them $cold"
  # Where making the plan goes unseen, the count of none says nothing.
  [ "$warm" = 0 ] && [ "$cold" -gt 0 ]
}

# glibc logs every allocation between mtrace() and muntrace(): "+" and "<" are blocks that were taken.
bench_allocations() {
  rm -f "$outside/mtrace.log"
  swift_in env LD_PRELOAD=libc_malloc_debug.so.0 MALLOC_TRACE="$scratch/mtrace.log" "$scratch/warnings/release/preprocess-bench" "$1"
  grep -cE ' [+<] 0x' "$outside/mtrace.log" || true
}
