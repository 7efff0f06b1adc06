"""The file that lets another workstation join: wrapped keys in clear, the rest sealed.

Who finds it can do nothing with it: a passphrase of someone of the clinic, or two recovery sheets,
open the keyring in it, and only the clinic's key opens the address of the hub and the role there.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final, Self

from ketachart.app.workstations import HubAddress
from ketachart.crypto.derive import Purpose, subkey
from ketachart.crypto.errors import SealBroken
from ketachart.crypto.sealing import Cipher
from ketachart.store.errors import StoreError

SUFFIX: Final = ".ketainvitation"
FORMAT: Final = 1
HOLDS: Final = timedelta(days=7)
"""How long an invitation may be used."""
_HOURS_APART: Final = timedelta(days=1)
"""So much may the clocks of two computers, and their days, differ."""
_LONGEST: Final = 4 << 20
_CONTEXT: Final = "invitation"


class InvitationMissing(StoreError):
    """There is no such file."""

    code: ClassVar[str] = "invitation.missing"
    sentence: ClassVar[str] = "There is no such invitation."


class InvitationDamaged(StoreError):
    """It is not as it was written."""

    code: ClassVar[str] = "invitation.damaged"
    sentence: ClassVar[str] = "This is no invitation, or it was changed; have another one written."


class InvitationTooNew(StoreError):
    """A later release wrote it."""

    code: ClassVar[str] = "invitation.newer"
    sentence: ClassVar[str] = "A newer release wrote this invitation; install that release here."


class InvitationUsed(StoreError):
    """Another workstation joined by it already."""

    code: ClassVar[str] = "invitation.used"
    sentence: ClassVar[str] = "A workstation has joined by this invitation; have another written."


class InvitationExpired(StoreError):
    """It was not used in time."""

    code: ClassVar[str] = "invitation.expired"
    sentence: ClassVar[str] = "This invitation holds no longer; have another one written."

    def __init__(self, until: date) -> None:
        super().__init__(f"This invitation held until {until}; have another one written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What another workstation needs to join.

    Attributes:
        name: the invitation's own.
        site: the clinic's identifier.
        device: what the new workstation will be called in the log.
        until: the last day on which it may be used.
        keyring: the content of the keyring file.
        keys: the public keys of the workstations that are believed, by name.
        hub: where the hub is, with a role of its own; None where there is none.
    """

    name: str
    site: str
    device: str
    until: date
    keyring: bytes = field(repr=False)
    keys: Mapping[str, bytes] = field(repr=False)
    hub: HubAddress | None = None

    def written(self, site_key: bytes) -> bytes:
        """The file's content."""
        clear = _clear(self)
        content = {
            "keys": {device: key.hex() for device, key in self.keys.items()},
            "hub": _hub_fields(self.hub) if self.hub else None,
        }
        sealed = _cipher(site_key).seal(json.dumps(content).encode(), _bound(clear))
        fields = {**clear, "sealed": b64encode(sealed).decode("ascii")}
        return json.dumps(fields, indent=1, sort_keys=True).encode("ascii") + b"\n"

    def require_in_time(self, now: datetime) -> None:
        """Raise InvitationExpired where it may be used no longer, whatever the clocks differ."""
        if (now - _HOURS_APART).date() > self.until:
            raise InvitationExpired(self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedInvitation:
    """What an invitation says without a key."""

    name: str
    site: str
    device: str
    until: date
    keyring: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an invitation's file.

        Raises:
            InvitationMissing: there is none.
            InvitationTooNew: a later release wrote it.
            InvitationDamaged: it is none.
        """
        try:
            with path.open("rb") as file:
                fields = json.loads(file.read(_LONGEST))
        except OSError as error:
            raise InvitationMissing from error
        except (ValueError, RecursionError) as error:
            raise InvitationDamaged from error
        try:
            if type(fields["format"]) is int and fields["format"] > FORMAT:
                raise InvitationTooNew
            named = {name: fields[name] for name in ("name", "site", "device")}
            whole = all(isinstance(each, str) for each in named.values())
            if fields["format"] != FORMAT or not whole:
                raise InvitationDamaged
            return cls(
                **named,
                until=date.fromisoformat(fields["until"]),
                keyring=b64decode(fields["keyring"], validate=True),
                sealed=b64decode(fields["sealed"], validate=True),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvitationDamaged from error

    def opened(self, site_key: bytes) -> Invitation:
        """All of it; raises InvitationDamaged where another clinic's key sealed it."""
        clear = _clear(self)
        try:
            content = json.loads(_cipher(site_key).open(self.sealed, _bound(clear)))
        except SealBroken as error:
            raise InvitationDamaged from error
        return Invitation(
            name=self.name,
            site=self.site,
            device=self.device,
            until=self.until,
            keyring=self.keyring,
            keys={device: bytes.fromhex(key) for device, key in content["keys"].items()},
            hub=HubAddress(**content["hub"]) if content["hub"] else None,
        )


def last_day(now: datetime) -> date:
    """The last day of an invitation that is written now."""
    return (now + HOLDS).date()


def hub_from(written: str) -> HubAddress | None:
    """A hub's address as a vault notes it; None if it notes none."""
    return HubAddress(**json.loads(written)) if written else None


def hub_written(address: HubAddress) -> str:
    """A hub's address as a vault notes it, inside the encrypted database."""
    return json.dumps(_hub_fields(address), sort_keys=True)


def _hub_fields(address: HubAddress) -> dict[str, str]:
    return {
        "url": address.url,
        "role": address.role,
        "password": address.password,
        "ca": address.ca,
    }


def _clear(invitation: Invitation | SealedInvitation) -> dict[str, object]:
    return {
        "format": FORMAT,
        "name": invitation.name,
        "site": invitation.site,
        "device": invitation.device,
        "until": invitation.until.isoformat(),
        "keyring": b64encode(invitation.keyring).decode("ascii"),
    }


def _bound(clear: Mapping[str, object]) -> bytes:
    return json.dumps(clear, sort_keys=True, separators=(",", ":")).encode("ascii")


def _cipher(site_key: bytes) -> Cipher:
    return Cipher(subkey(site_key, Purpose.SYNC, _CONTEXT))
