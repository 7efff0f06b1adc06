#!/bin/sh
# Tries a package in a Debian without anything else, as root: installs it, opens its windows, replays
# a day as an ordinary user, upgrades, removes, and looks whether what was charted is still there.
#
#   sudo packaging/try_deb.sh OLDER.deb NEWER.deb ROOT [PICTURES]
#
# ROOT is made with debootstrap if it is not there (bookworm, minbase); give a scratch folder. For a
# NEWER.deb of the same release, packaging/deb/build.sh takes another version as its third argument.
# The windows are shown on an X server of this machine, so that the root holds nothing but the
# package and what the package asks for.
set -eu

[ "$(id -u)" -eq 0 ] || { echo "This needs root: it makes a Debian of its own." >&2; exit 2; }
[ $# -ge 3 ] || { sed -n '5p' "$0" >&2; exit 2; }
older=$(readlink -f "$1") newer=$(readlink -f "$2") root=$(readlink -m "$3")
here=$(readlink -f "$(dirname "$0")/..")
pictures=${4:-$root/pictures}
scenario="$here/resources/scenarios/first-infusion.json"
expected="$here/tests/scenarios/first-infusion.2026-03-02.III.csv"
running=""

tidy_up() {
  for each in $running; do kill "$each" 2>/dev/null || true; done
  for each in tmp/.X11-unix dev proc; do umount "$root/$each" 2>/dev/null || true; done
}
trap tidy_up EXIT
fail() { echo "$*" >&2; exit 1; }

inside() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive $(env | grep -iE '^(https?|no|all)_proxy=' || true) "$@"
}
as_nurse() {
  chroot --userspec=nurse:nurse "$root" env -i PATH=/usr/bin:/bin HOME=/srv/nurse LANG=C.UTF-8 "$@"
}

# ── A bare Debian ──
[ -d "$root/etc" ] || debootstrap --variant=minbase bookworm "$root"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mkdir -p "$root/etc/ssl/certs" "$root/tmp/.X11-unix" "$pictures"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
mkdir -p /tmp/.X11-unix
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
inside id nurse >/dev/null 2>&1 || inside useradd --home-dir /srv/nurse nurse
mkdir -p "$root/srv/nurse"
inside chown nurse:nurse /srv/nurse
inside apt-get update -qq

# ── Installed ──
installed() { # PACKAGE-FILE
  cp "$1" "$root/tmp/tried.deb"
  inside apt-get install -qq -y --no-install-recommends --allow-downgrades /tmp/tried.deb \
    >/dev/null
  rm "$root/tmp/tried.deb"
  inside dpkg-query -W -f '${Package} ${Version} ${Status}\n' ketachart
}
installed "$older"
as_nurse ketachart --version
missing=$(inside LD_LIBRARY_PATH=/usr/lib/ketachart/_internal find /usr/lib/ketachart -name '*.so*' \
  -type f -exec ldd {} + 2>/dev/null | grep 'not found' | sort -u || true)
[ -z "$missing" ] || fail "Libraries that are not there: $missing"

# ── A day is charted ──
cp "$scenario" "$root/srv/nurse/day.json"
"$here/.venv/bin/python" -c 'import json, sys
people = json.load(open(sys.argv[1]))["people"]
print(next(each["passphrase"] for each in people if each["id"] == "ad.lindqvist"))' \
  "$scenario" >"$root/srv/nurse/passphrase"
rm -rf "$root/srv/nurse/clinic" "$root/srv/nurse/older"
as_who="--vault /srv/nurse/clinic --user ad.lindqvist --passphrase-file /srv/nurse/passphrase"
as_nurse ketachart replay /srv/nurse/day.json --vault /srv/nurse/clinic >/dev/null
as_nurse ketachart log --date 2026-03-02 --csv /srv/nurse/older.csv $as_who
cmp "$root/srv/nurse/older.csv" "$expected"

# ── Windows ──
: >"$root/tmp/display"
Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp -noreset -ac 3>"$root/tmp/display" >/dev/null 2>&1 &
running="$!"
until grep -q "[0-9]" "$root/tmp/display"; do sleep 0.1; done
display=":$(cat "$root/tmp/display")"
opened() { # WINDOW-TITLE ARGUMENTS…
  title=$1
  shift
  # Not by the function: what is stopped below has to be the program itself.
  chroot --userspec=nurse:nurse "$root" env -i PATH=/usr/bin:/bin HOME=/srv/nurse LANG=C.UTF-8 \
    DISPLAY="$display" ketachart "$@" >"$root/tmp/said" 2>&1 &
  program=$!
  running="$running $program"
  tries=0
  until DISPLAY="$display" xdotool search --onlyvisible --name "$title" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -le 300 ] && kill -0 "$program" 2>/dev/null || {
      cat "$root/tmp/said" >&2
      fail "No window “$title” came."
    }
    sleep 0.2
  done
}
closed() {
  kill "$program"
  wait "$program" 2>/dev/null || true
  [ ! -s "$root/tmp/said" ] || { cat "$root/tmp/said" >&2; fail "It complained."; }
}
picture_of() { # WINDOW-TITLE FILE ARGUMENTS…
  title=$1 file=$2
  shift 2
  opened "$title" "$@"
  sleep 3
  import -display "$display" -window root "$file"
  closed
}
picture_of "Sign in" "$pictures/sign-in.png" --vault /srv/nurse/clinic
picture_of "Board" "$pictures/demo.png" demo
touch "$root/srv/nurse/ketachart-12345678.courier"
picture_of "Sign in" "$pictures/open.png" --vault /srv/nurse/clinic \
  open /srv/nurse/ketachart-12345678.courier

# ── The desktop knows it ──
inside apt-get install -qq -y --no-install-recommends desktop-file-utils shared-mime-info \
  xdg-utils >/dev/null
inside desktop-file-validate /usr/share/applications/ketachart.desktop \
  /usr/share/applications/ketachart-stick.desktop
grep -q 'application/x-ketachart-courier:ketachart-\*\.courier' "$root/usr/share/mime/globs2" ||
  fail "The desktop does not know courier files."
opens=$(as_nurse xdg-mime query default application/x-ketachart-courier)
[ "$opens" = ketachart-stick.desktop ] || fail "A courier file is opened by “$opens”."

# ── Not under an open program ──
opened "Sign in" --vault /srv/nurse/clinic
cp "$newer" "$root/tmp/tried.deb"
for change in "install /tmp/tried.deb" "remove ketachart"; do
  if inside apt-get -qq -y --no-install-recommends $change >"$root/tmp/refused" 2>&1; then
    fail "apt-get $change went through while the program was open."
  fi
  grep -q "KetaChart is open on this computer (nurse," "$root/tmp/refused" || fail "It did not say why."
done
rm "$root/tmp/tried.deb"
as_nurse ketachart --version
closed

# ── Upgraded ──
installed "$newer"
as_nurse ketachart verify $as_who
as_nurse ketachart log --date 2026-03-02 --csv /srv/nurse/newer.csv $as_who
cmp "$root/srv/nurse/newer.csv" "$expected"

# ── Vaults of older releases ──
for kept in "$here"/tests/releases/*.zip; do
  vault="older/$(basename "$kept" .zip)"
  "$here/.venv/bin/python" -m zipfile -e "$kept" "$root/srv/nurse/$vault"
  inside chown -R nurse:nurse /srv/nurse/older
  as_nurse ketachart verify --vault "/srv/nurse/$vault" --user ad.lindqvist \
    --passphrase-file /srv/nurse/passphrase
  find "$root/srv/nurse/$vault" -name "*.ketabackup" # none where it is of this release
done

# ── Removed ──
inside apt-get purge -qq -y ketachart >/dev/null
for gone in /usr/lib/ketachart /usr/bin/ketachart /usr/share/applications/ketachart.desktop; do
  [ ! -e "$root$gone" ] || fail "$gone is still there."
done
[ -s "$root/srv/nurse/clinic/ketachart.db" ] || fail "What was charted is gone."
echo "The package works, and what was charted outlived it. Pictures: $pictures"
