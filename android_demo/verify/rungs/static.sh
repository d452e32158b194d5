# Sourced by ../run. Rung G: linters, API level 26, and what no compiler looks at.

KTLINT=com.pinterest.ktlint:ktlint-cli:1.8.0
DETEKT=io.gitlab.arturbosch.detekt:detekt-cli:1.23.8

# Folders whose Kotlin both linters read.
LINTED=(core engine ui app verify/engine verify/litert verify/typecheck verify/screens verify/robolectric)

# all_in_one GROUP:NAME:VERSION: the path of its jar with everything in it, fetched if it is not there.
all_in_one() {
  local group name version jar
  IFS=: read -r group name version <<<"$1"
  jar="$M2/${group//.//}/$name/$version/$name-$version-all.jar"
  [ -f "$jar" ] || maven -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get -Dartifact="$1:jar:all" -Dtransitive=false >&2
  echo "$jar"
}

rung_G() {
  local demo="$VERIFY/.." log checks inputs
  (cd "$demo" && nice -n 10 java -jar "$(all_in_one "$KTLINT")" --relative --log-level=error \
    "${LINTED[@]/%//src/**/*.kt}" '*.kts' '*/*.kts') || fail "ktlint"
  inputs=$(cd "$demo" && find "${LINTED[@]}" -path '*/src/main' -prune | paste -sd, -)
  (cd "$demo" && nice -n 10 java -jar "$(all_in_one "$DETEKT")" --build-upon-default-config --config verify/detekt.yml \
    --input "$inputs") || fail "detekt"
  log=$(mktemp)
  maven -q test-compile animal-sniffer:check -pl core,engine >"$log" 2>&1 || {
    grep ERROR "$log" | head -20 >&2
    fail "animal-sniffer: something that Android 8.0 does not have"
  }
  checks=$("$PYTHON" "$VERIFY/python/static.py" "$demo")
  say "$checks" | grep -v '^[0-9]*$' || true
  rung G $((3 + $(say "$checks" | tail -n 1))) "ktlint, detekt, API level 26, static checks"
}
