"""Which libraries of the system a bundle on Linux needs, without what only eases debugging."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]
"""Where it goes in the bundle, where it comes from, and its kind, as PyInstaller lists it."""

_LOOSE = re.compile(r"^lib[^/]*\.so[^/]*$|^PySide6/Qt/lib/")
_LEFT_TO_THE_SYSTEM = re.compile(
    r"^lib(glib|gio|gobject|gmodule|gthread|dbus|systemd|gcrypt|gpg-error|lz4|zstd|cap|mount|blkid"
    r"|selinux|pcre2|fontconfig|freetype|png16|brotli|X|xcb|xkbcommon|bsd|md|stdc\+\+|gcc_s)[^/]*$"
)
"""What the packages bring that `system_packages.sh run` names, and what those need."""
# Libraries that a wheel's repair rewrote are left alone: stripping one broke numpy.
_STRIPPED = re.compile(
    r"^libpython3|lib-dynload/|^sqlcipher3/|^cryptography/|^msgspec/|^_cffi_backend"
)


def only_needed(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what the target's system brings, and libraries that nothing in the bundle loads.

    Those came with a plugin that was left out.
    """
    kept = [entry for entry in entries if not _LEFT_TO_THE_SYSTEM.match(entry[0])]
    while True:
        wanted = {
            Path(name).name for e in kept if e[2] != "SYMLINK" for name, _ in get_imports(e[1])
        }
        needed = [e for e in kept if not _is_loose(e) or Path(e[0]).name in wanted]
        if len(needed) == len(kept):
            return kept
        kept = needed


def _is_loose(entry: Entry) -> bool:
    """Whether it is there only for others to load: a library of Qt's or of the system."""
    return bool(_LOOSE.match(entry[0])) and not entry[0].startswith("libpython3")


def stripped(entries: Sequence[Entry], folder: Path) -> list[Entry]:
    """Exchange libraries with debugging information for copies without it."""
    shutil.rmtree(folder, ignore_errors=True)
    return [
        (name, _copy_without(source, folder / name), kind) if _STRIPPED.search(name) else entry
        for entry in entries
        for name, source, kind in [entry]
    ]


def _copy_without(source: str, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    subprocess.run(["strip", "--strip-unneeded", str(target)], check=True)  # noqa: S603, S607
    return str(target)
