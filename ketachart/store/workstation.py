"""The file that says which clinic and workstation a vault belongs to; readable without a key."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ketachart.crypto.derive import Purpose, subkey
from ketachart.crypto.durable_file import replace_durably
from ketachart.store.errors import StoreDamaged, StoreDiskFault, StoreMissing, StoreTooNew

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Workstation:
    """A clinic and one of its workstations."""

    site: str
    device: str

    def sealed(self, site_key: bytes) -> bytes:
        """The file's content, sealed with the clinic's key."""
        fields = {"format": FORMAT, "site": self.site, "device": self.device}
        bare = json.dumps(fields, sort_keys=True).encode("ascii")
        seal = hmac.digest(subkey(site_key, Purpose.WORKSTATION), bare, hashlib.sha256)
        return json.dumps({**fields, "seal": seal.hex()}, sort_keys=True).encode("ascii") + b"\n"


@dataclass(frozen=True, slots=True)
class WorkstationFile:
    """What stands in the file, and whether the clinic's key says so too."""

    workstation: Workstation
    untrusted: bytes

    def holds_under(self, site_key: bytes) -> bool:
        """Whether the file is, to the byte, what a holder of the clinic's key wrote."""
        return hmac.compare_digest(self.untrusted, self.workstation.sealed(site_key))


def write_workstation(path: Path, workstation: Workstation, site_key: bytes) -> None:
    """Write the file; raises StoreDiskFault where it cannot be."""
    try:
        replace_durably(path, workstation.sealed(site_key))
    except OSError as error:
        raise StoreDiskFault from error


def read_workstation(path: Path) -> WorkstationFile:
    """Read the file.

    Raises:
        StoreMissing: there is none, so there is no vault here.
        StoreTooNew: a later release wrote it.
        StoreDamaged: it is not what this program writes.
    """
    try:
        untrusted = path.read_bytes()
    except OSError as error:
        raise StoreMissing from error
    try:
        fields = json.loads(untrusted)
        version, site, device = fields["format"], fields["site"], fields["device"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged() from error
    if type(version) is int and version > FORMAT:
        raise StoreTooNew
    if version != FORMAT or not isinstance(site, str) or not isinstance(device, str):
        raise _damaged()
    return WorkstationFile(Workstation(site, device), untrusted)


def _damaged() -> StoreDamaged:
    return StoreDamaged("The file workstation.json of this vault is damaged.")
