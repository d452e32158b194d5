# Sourced by ../run. Rung E: every state of the screen as a picture, and what a finger or TalkBack finds there.

rung_E() {
  resources
  # Android's own typeface, where it can be had: the pictures look as on a phone.
  if ! [ -d /usr/share/fonts/truetype/roboto ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends fonts-roboto-unhinted >/dev/null 2>&1 || true
  fi
  tests screens
  rung E "$COUNT" "$(find "$VERIFY/screens/target/pictures" -name '*.png' | wc -l) pictures in verify/screens/target/pictures"
}
