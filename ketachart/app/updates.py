"""An update as a file on a stick: what it is, whether the release key signed it, its installer.

The file begins with a line that names the format, then one line of JSON that says which release
it is, for which computers, and the SHA-256 of the installer; then the Ed25519 signature of those
two lines as a line of hex; the rest is the installer. `packaging/sign_update.py` makes one.
"""

import hashlib
import os
import platform
import re
import secrets
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

import ketachart
from ketachart.app.outcomes import Trouble
from ketachart.app.resources import resource_folder
from ketachart.crypto.durable_file import sync_folder
from ketachart.crypto.errors import BadSignature
from ketachart.crypto.signing import verify
from ketachart.store.codec import UNREADABLE
from ketachart.store.progress import Progress, nothing_told

SUFFIX: Final = ".ketaupdate"
FORMAT: Final = 1
FIRST_LINE: Final = b"KetaChart update\n"
KEY_FILE: Final = Path("update") / "release-key.txt"
_LONGEST_LINE: Final = 1 << 14
_SIGNATURE_LINE: Final = 2 * 64 + 1
_PIECE_BYTES: Final = 1 << 20
_VERSION: Final = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,120}")
_SYSTEMS: Final = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}
_MACHINES: Final = {"amd64": "x86_64", "aarch64": "arm64"}


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an update says of itself, in clear and signed.

    Attributes:
        version: the release, such as `0.2.0`.
        platform: the computers it is for, such as `linux-x86_64`.
        installer: the installer's name.
        size: its bytes.
        sha256: its digest, in hex.
    """

    format: int
    version: str
    platform: str
    installer: str
    size: int
    sha256: str

    def lines(self) -> bytes:
        """The two lines that are signed."""
        return FIRST_LINE + msgspec.json.encode(self) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update that may be installed here.

    Attributes:
        version: the release it brings.
        installer: its installer's name.
        saved: where the installer lies, once it was taken out.
    """

    version: str
    installer: str
    saved: Path | None = None

    @property
    def words(self) -> str:
        """What it is; once taken out, what to do next."""
        what = (
            f"KetaChart {self.version}, whole and signed by the release key."
            f" Installed is {ketachart.__version__}."
        )
        return what if self.saved is None else f"{what} {next_step(self.saved)}"


class _NotUsed(Exception):
    """Why an update is not used."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.trouble = Trouble(sentence=sentence, code=f"update.{code}")


def this_platform() -> str:
    """What updates for this computer are named by, such as `linux-x86_64`."""
    system = platform.system().lower().replace("darwin", "macos")
    machine = platform.machine().lower()
    return f"{system}-{_MACHINES.get(machine, machine)}"


def installed() -> str:
    """The release that runs here."""
    return ketachart.__version__


def release_key() -> bytes:
    """The public key that signs releases, as it was shipped; empty if there is none."""
    with suppress(OSError, ValueError):
        return bytes.fromhex((resource_folder() / KEY_FILE).read_text(encoding="ascii").strip())
    return b""


def check_update(file: Path, key: bytes, progress: Progress = nothing_told) -> Update | Trouble:
    """Say what an update is, or why it is not used; the whole file is read.

    Args:
        file: the update.
        key: the public key that must have signed it.
        progress: told how many bytes of how many were read; may raise to end it.
    """
    return _guarded(file, key, None, progress)


def take_installer(
    file: Path, folder: Path, key: bytes, progress: Progress = nothing_told
) -> Update | Trouble:
    """Check an update and put its installer into a folder, whole or not at all.

    An installer of that name that lies there is replaced: only what is written here was checked.
    """
    return _guarded(file, key, folder, progress)


def next_step(installer: Path) -> str:
    """What the person does next, who needs the system's rights for it."""
    if installer.suffix == ".deb":
        step = f"sudo apt install {shlex.quote(str(installer))}"
        return f"Close KetaChart on this computer, then install it in a terminal: {step}"
    if installer.suffix == ".dmg":
        return f"Close KetaChart, open {installer}, and drag KetaChart onto Applications."
    return f"Close KetaChart, then run {installer} as an administrator of this computer."


# ── Inner workings ───────────────────────────────────────────────────────────────────────────────


def _guarded(file: Path, key: bytes, folder: Path | None, progress: Progress) -> Update | Trouble:
    try:
        with file.open("rb") as source:
            manifest = _read_manifest(source, key)
            pieces = _checked(source, manifest, progress)
            saved = None
            if folder is None:
                for _ in pieces:
                    pass
            else:
                saved = _saved(pieces, manifest, folder)
    except _NotUsed as reason:
        return reason.trouble
    except OSError:
        return Trouble(
            sentence="There is no such update file, or it can't be read.", code="update.missing"
        )
    return Update(version=manifest.version, installer=manifest.installer, saved=saved)


def _read_manifest(source: BinaryIO, key: bytes) -> Manifest:
    """The signed lines, and whether this program may use what they speak of."""
    if source.readline(len(FIRST_LINE)) != FIRST_LINE:
        raise _NotUsed("This file is not an update of KetaChart.", "foreign")
    line, signature = source.readline(_LONGEST_LINE), source.readline(_SIGNATURE_LINE)
    if not key:
        raise _NotUsed("This build of KetaChart knows no release key: it takes no updates.", "key")
    try:
        verify(key, _signature_in(signature), FIRST_LINE + line)
    except (BadSignature, ValueError) as error:
        raise _NotUsed(
            "This update is not signed by the release key that this program knows, or it was"
            " changed; it was not used. Get it again from where KetaChart comes from.",
            "signature",
        ) from error
    try:
        stated = msgspec.json.decode(line)
        if isinstance(stated, dict) and stated.get("format") != FORMAT:
            raise _NotUsed("This update is made for a newer KetaChart than this one.", "format")
        manifest = msgspec.convert(stated, type=Manifest)
    except UNREADABLE as error:
        raise _damaged() from error
    _require_ours(manifest)
    return manifest


def _signature_in(line: bytes) -> bytes:
    given = bytes.fromhex(line.decode("ascii"))
    if line != given.hex().encode("ascii") + b"\n":
        raise ValueError(line)
    return given


def _require_ours(manifest: Manifest) -> None:
    if not (_VERSION.fullmatch(manifest.version) and _NAME.fullmatch(manifest.installer)):
        raise _damaged()
    if manifest.platform != this_platform():
        raise _NotUsed(
            f"This update is for {_in_words(manifest.platform)}; this computer is"
            f" {_in_words(this_platform())}. Get the one for this computer.",
            "platform",
        )
    if _numbers(manifest.version) <= _numbers(ketachart.__version__):
        raise _NotUsed(
            f"This update is KetaChart {manifest.version}; installed is {ketachart.__version__},"
            " which is as new or newer. Nothing was done.",
            "older",
        )


def _in_words(name: str) -> str:
    system, _, machine = name.partition("-")
    return f"{_SYSTEMS.get(system, system)} on {machine}"


def _numbers(version: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version))
    return numbers + (0,) * (4 - len(numbers))


def _checked(source: BinaryIO, manifest: Manifest, progress: Progress) -> Iterator[bytes]:
    """The installer, piece by piece; raises behind the last if it is not as it was signed."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
        if size > manifest.size:
            break
        yield piece
        progress(size, manifest.size)
    if size != manifest.size or digest.hexdigest() != manifest.sha256:
        raise _damaged()


def _damaged() -> _NotUsed:
    return _NotUsed(
        "This update is cut off or damaged; it was not used. Copy it onto the stick again.",
        "damaged",
    )


def _saved(pieces: Iterator[bytes], manifest: Manifest, folder: Path) -> Path:
    target = folder / manifest.installer
    beside = folder / f".{manifest.installer}.{secrets.token_hex(4)}.part"
    try:
        with beside.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise _NotUsed(
            "The installer can't be written into that folder; nothing is left of it.",
            "not-written",
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return target.resolve()
