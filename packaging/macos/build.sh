#!/bin/sh
# Builds KetaChart.app and a disk image of it, on macOS 13 or newer:
#
#   packaging/macos/build.sh
#   IDENTITY="Developer ID Application: …" NOTARY_PROFILE=name packaging/macos/build.sh
#
# With IDENTITY the program is signed for the hardened runtime; with NOTARY_PROFILE as well, which
# `xcrun notarytool store-credentials name` makes, Apple checks the image and its ticket is stapled
# to it. Without them macOS opens the program only after it was allowed in the system's settings.
set -eu
cd "$(dirname "$0")/../.."

make set-up
bin=.venv/bin
$bin/pyinstaller --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller \
  packaging/ketachart.spec
app=build/dist/KetaChart.app
program="$app/Contents/MacOS/ketachart"
version=$($bin/python -c 'import ketachart; print(ketachart.__version__)')

drawer=$(mktemp -d)
trap 'rm -rf "$drawer"' EXIT
env -i HOME="$drawer" PATH=/usr/bin:/bin "$program" \
  replay resources/scenarios/first-infusion.json --vault "$drawer/vault"

if [ -n "${IDENTITY:-}" ]; then
  find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) \
    -exec codesign --force --timestamp --options runtime --sign "$IDENTITY" {} +
  codesign --force --timestamp --options runtime \
    --entitlements packaging/macos/entitlements.plist --sign "$IDENTITY" "$program" "$app"
  codesign --verify --deep --strict "$app"
fi

image="build/ketachart-$version-macos-$(uname -m).dmg"
mkdir "$drawer/image"
cp -R "$app" "$drawer/image/"
ln -s /Applications "$drawer/image/Applications"
hdiutil create -quiet -ov -volname KetaChart -srcfolder "$drawer/image" -format UDZO "$image"
if [ -n "${IDENTITY:-}" ]; then
  codesign --timestamp --sign "$IDENTITY" "$image"
  if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
  fi
fi
echo "$image"
