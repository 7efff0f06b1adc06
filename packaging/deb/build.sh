#!/bin/sh
# Makes a Debian package of a bundle: `make deb` does, after the bundle was made and tried.
#
#   packaging/deb/build.sh BUNDLE DIR [VERSION]
#
# writes DIR/ketachart_VERSION_ARCH.deb. VERSION is the program's own; another one is for trying
# what an upgrade does. The same bundle leads to the same bytes: every time in the package is
# SOURCE_DATE_EPOCH, which is that of the last commit where it is not set.
set -eu

here=$(readlink -f "$(dirname "$0")/../..")
bundle=$(readlink -f "$1")
mkdir -p "$2"
target=$(readlink -f "$2")
program=$("$bundle/ketachart" --version | sed 's/.* //')
version=${3:-$program}
architecture=$(dpkg --print-architecture)
: "${SOURCE_DATE_EPOCH:=$(git -C "$here" log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022

# ── What is installed ──
mkdir -p "$root/usr/lib" "$root/usr/bin" "$root/usr/share/applications" \
  "$root/usr/share/mime/packages" "$root/usr/share/icons/hicolor/scalable/apps" \
  "$root/usr/share/doc/ketachart" "$root/DEBIAN"
cp -a "$bundle" "$root/usr/lib/ketachart"
ln -s ../lib/ketachart/ketachart "$root/usr/bin/ketachart"
cp "$here"/packaging/deb/*.desktop "$root/usr/share/applications/"
cp "$here/packaging/deb/ketachart-mime.xml" "$root/usr/share/mime/packages/ketachart.xml"
cp "$here/resources/icon/ketachart.svg" "$root/usr/share/icons/hicolor/scalable/apps/"
for picture in "$here"/build/icons/ketachart-*.png; do
  size=${picture##*-}
  size=${size%.png}
  mkdir -p "$root/usr/share/icons/hicolor/${size}x$size/apps"
  cp "$picture" "$root/usr/share/icons/hicolor/${size}x$size/apps/ketachart.png"
done
cat >"$root/usr/share/doc/ketachart/copyright" <<TEXT
KetaChart is under the Apache License, Version 2.0, which on Debian systems lies in
/usr/share/common-licenses/Apache-2.0. The licences of everything else in this package are in
/usr/share/doc/ketachart/licences.html.
TEXT
ln -s ../../../lib/ketachart/_internal/resources/licences.html \
  "$root/usr/share/doc/ketachart/licences.html"

# ── What it says of itself ──
libraries=$(sed -n '/^run_packages="/,/"$/p' "$here/packaging/system_packages.sh" |
  sed 's/^run_packages="//; s/"$//' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
depends=$("$here/packaging/deb/glibc.sh" "$root/usr/lib/ketachart")
depends="libc6 (>= $depends), libstdc++6, libgcc-s1, zlib1g"
for library in $libraries; do
  case "$library" in
    # Renamed in later releases; the new name ends in t64.
    libglib2.0-0) depends="$depends, libglib2.0-0t64 | libglib2.0-0" ;;
    *) depends="$depends, $library" ;;
  esac
done
size=$(du -sk --apparent-size "$root/usr" | cut -f1)
cat >"$root/DEBIAN/control" <<TEXT
Package: ketachart
Version: $version
Section: science
Priority: optional
Architecture: $architecture
Depends: $depends
Recommends: alsa-utils | pulseaudio-utils | pipewire-bin
Installed-Size: $size
Maintainer: The KetaChart authors <packages@ketachart.example>
Description: point-of-care chart for ketamine infusions
 An encrypted chart and ledger for outpatient ketamine infusions. It works
 without a network. It is a record, not a monitor.
 .
 What is charted lies in each user's own folder. Neither an upgrade nor the
 removal of this package touches it.
TEXT
# The program reads its parts when they are first needed: exchanged under an open one, they fail.
only_if_closed() { # SCRIPT WHEN
  cat >"$root/DEBIAN/$1" <<SCRIPT
#!/bin/sh
set -e
[ "\$1" = $2 ] || exit 0
for each in /proc/[0-9]*; do
  [ "\$(readlink "\$each/exe" 2>/dev/null)" = /usr/lib/ketachart/ketachart ] || continue
  echo "KetaChart is open on this computer (\$(stat -c %U "\$each"), process \${each#/proc/})." >&2
  echo "Nothing was changed. Close it, then do this again." >&2
  exit 1
done
SCRIPT
  chmod 755 "$root/DEBIAN/$1"
}
only_if_closed preinst upgrade
only_if_closed prerm remove
find "$root" -mindepth 1 -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
chmod -R u+rwX,go+rX,go-w "$root"
file="$target/ketachart_${version}_$architecture.deb"
dpkg-deb --root-owner-group -Zzstd -z12 --build "$root" "$file" >/dev/null
echo "$file: $(du -m --apparent-size "$file" | cut -f1) MB, $((size / 1024)) MB installed"
