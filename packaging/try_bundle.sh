#!/bin/sh
# Tries a bundle as a clinic's computer would have it: no Python, an empty environment.
#
#   packaging/try_bundle.sh BUNDLE [PICTURES]
#
# BUNDLE is the folder that holds the program ketachart; the pictures of its windows go into
# PICTURES, a temporary folder if none is named. A scenario's day is replayed by the bundle and by
# this checkout, and their logs are compared to the byte; the bundle's vault is verified; the
# sign-in window and the training clinic are opened on an X server of their own; a sound is tested
# with a player that looks which libraries it was given.
set -eu

bundle=$(readlink -f "$1")
here=$(readlink -f "$(dirname "$0")/..")
drawer=$(mktemp -d)
pictures=${2:-$drawer/pictures}
mkdir -p "$pictures" "$drawer/home"
running=""
trap 'for each in $running; do kill "$each" 2>/dev/null || true; done; rm -rf "$drawer"' EXIT

bare() { env -i HOME="$drawer/home" LANG=C.UTF-8 PATH=/nowhere "$@"; }
python() { "$here/.venv/bin/python" "$@"; }

# ── Without a screen ──
day=first-infusion date=2026-03-02 who=ad.lindqvist
python - "$here/resources/scenarios/$day.json" "$who" >"$drawer/passphrase" <<'CODE'
import sys
from pathlib import Path
from ketachart.app.scenario import read_scenario
print(read_scenario(Path(sys.argv[1])).secrets[sys.argv[2]].passphrase)
CODE
said=$(bare "$bundle/ketachart" --version)
[ "$said" = "$(cd "$here" && python main.py --version)" ] || { echo "Another version: $said" >&2; exit 1; }
as_who="--user $who --passphrase-file $drawer/passphrase"
scenario="$here/resources/scenarios/$day.json"
bare "$bundle/ketachart" replay "$scenario" --vault "$drawer/bundled" >/dev/null
(cd "$here" && python main.py replay "$scenario" --vault "$drawer/unbundled" >/dev/null)
bare "$bundle/ketachart" log --vault "$drawer/bundled" --date "$date" --csv "$drawer/bundled.csv" \
  --pdf "$drawer/bundled.pdf" --xlsx "$drawer/bundled.xlsx" $as_who
(cd "$here" && python main.py log --vault "$drawer/unbundled" --date "$date" \
  --csv "$drawer/unbundled.csv" $as_who)
cmp "$drawer/bundled.csv" "$drawer/unbundled.csv"
cmp "$drawer/bundled.csv" "$here/tests/scenarios/$day.$date.III.csv"
bare "$bundle/ketachart" verify --vault "$drawer/bundled" $as_who

# ── With one ──
start_screen() {
  : >"$drawer/display"
  Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp -noreset 3>"$drawer/display" >/dev/null 2>&1 &
  running="$running $!"
  until grep -q "[0-9]" "$drawer/display"; do sleep 0.1; done
  display=":$(cat "$drawer/display")"
}
# A player of the system's, which must not be handed the bundle's libraries or plugins.
mkdir "$drawer/players"
printf '#!/bin/sh\necho "given: $LD_LIBRARY_PATH$QT_PLUGIN_PATH" >>"%s"\n' "$drawer/played" \
  >"$drawer/players/aplay"
chmod +x "$drawer/players/aplay"

opened() { # WINDOW-TITLE ARGUMENTS…
  title=$1
  shift
  # Not by the function: what is stopped below has to be the program itself.
  env -i HOME="$drawer/home" LANG=C.UTF-8 PATH="$drawer/players" DISPLAY="$display" \
    "$bundle/ketachart" "$@" >"$drawer/said" 2>&1 &
  program=$!
  running="$running $program"
  tries=0
  until DISPLAY="$display" xdotool search --onlyvisible --name "$title" >"$drawer/window" 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$program" 2>/dev/null; then
      cat "$drawer/said" >&2
      echo "No window “$title” came." >&2
      exit 1
    fi
    sleep 0.2
  done
}
closed() {
  kill "$program"
  wait "$program" 2>/dev/null || true
  [ ! -s "$drawer/said" ] || { cat "$drawer/said" >&2; exit 1; }
}
picture_of() { # WINDOW-TITLE FILE ARGUMENTS…
  title=$1 file=$2
  shift 2
  opened "$title" "$@"
  sleep 3 # every window of the training clinic, and what it paints after its first picture
  import -display "$display" -window root "$file"
  colours=$(identify -format %k "$file")
  [ "$colours" -gt 50 ] || { echo "$file shows nothing." >&2; exit 1; }
  closed
}
start_screen
picture_of "Sign in" "$pictures/sign-in.png" --vault "$drawer/bundled"
picture_of "Board" "$pictures/demo.png" demo

opened "Sign in" --vault "$drawer/bundled"
DISPLAY="$display" xdotool windowfocus --sync "$(tail -n 1 "$drawer/window")" \
  key --delay 100 Tab Tab Tab Tab space
tries=0
until [ -s "$drawer/played" ] || [ "$tries" -gt 50 ]; do
  tries=$((tries + 1))
  sleep 0.2
done
closed
[ "$(sort -u "$drawer/played")" = "given: " ] || {
  echo "A player was not heard, or was $(cat "$drawer/played" 2>&1)" >&2
  exit 1
}

echo "The bundle works: $(du -sm --apparent-size "$bundle" | cut -f1) MB unpacked; pictures in $pictures"
