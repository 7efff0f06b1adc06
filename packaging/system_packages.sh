#!/bin/sh
# Makes sure that the system libraries KetaChart stands on are there.
#
#   packaging/system_packages.sh run     what the program needs to open its windows
#   packaging/system_packages.sh test    the same, and what the tests need to drive real windows
#
# On Debian and its relatives only what is missing is installed, as root or through sudo. Where
# that is not possible, one line names the missing packages. Other systems are told what to look for.
set -eu

run_packages="libglib2.0-0 libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
test_packages="xvfb xauth openbox xdotool x11-utils imagemagick poppler-utils qpdf
  postgresql gcc libc6-dev"

case "${1:-}" in
  run) wanted="$run_packages" ;;
  test) wanted="$run_packages $test_packages" ;;
  *) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

case "$(uname -s)" in
  Linux) ;;
  *) exit 0 ;; # Qt brings all it needs on Windows and macOS
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "Not a Debian system; please make sure of what these Debian packages hold:" $wanted >&2
  exit 0
fi

installed() {
  # Newer releases renamed some libraries; the new name ends in t64.
  dpkg-query -W -f='${db:Status-Status}\n' "$1" "$1t64" 2>/dev/null | grep -qx installed
}

missing=""
for package in $wanted; do
  installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root="env"
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
  as_root="sudo"
else
  echo "Missing system packages, please install them as root: apt-get install$missing" >&2
  exit 1
fi

echo "Installing system packages:$missing"
install_missing() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
}
# The lists of a fresh or long unused machine are empty or old, so the second try renews them.
if ! install_missing >/dev/null 2>&1; then
  { $as_root apt-get update -qq && install_missing >/dev/null; } || {
    echo "Could not install these system packages:$missing" >&2
    exit 1
  }
fi
