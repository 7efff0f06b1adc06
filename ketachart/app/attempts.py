"""Wrong passphrases slow the next try down, also after a restart.

The file beside the vault names nobody: persons stand there as digests.
"""

import hashlib
import math
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from ketachart.crypto.durable_file import replace_durably
from ketachart.store.errors import StoreReadOnly

FREE_TRIES = 3
LONGEST_WAIT_S = 900


class _Tries(msgspec.Struct):
    failures: int
    last: datetime


class Attempts:
    """The failed sign-ins of one vault."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tries = self._read()

    def _read(self) -> dict[str, _Tries]:
        try:
            tries: dict[str, _Tries] = msgspec.json.decode(
                self._path.read_bytes(), type=dict[str, _Tries]
            )
        except (OSError, msgspec.MsgspecError):
            return {}
        return tries

    def wait_s(self, person: str, now: datetime) -> int:
        """Seconds until the person may try again; 0 if now."""
        tries = self._tries.get(_tag(person))
        if tries is None or tries.failures < FREE_TRIES:
            return 0
        wait = min(5 << (tries.failures - FREE_TRIES), LONGEST_WAIT_S)
        left = tries.last + timedelta(seconds=wait) - now
        # A clock that was set back must not lock anyone out for longer than the rule.
        seconds = math.ceil(left / timedelta(seconds=1))
        return max(0, min(seconds, wait))

    def failed(self, person: str, now: datetime) -> None:
        """Note a wrong passphrase."""
        before = self._tries.get(_tag(person))
        self._tries[_tag(person)] = _Tries(before.failures + 1 if before else 1, now)
        self._save()

    def succeeded(self, person: str) -> int:
        """Forget a person's failures, and say how many there were."""
        tries = self._tries.pop(_tag(person), None)
        if tries is None:
            return 0
        self._save()
        return tries.failures

    def _save(self) -> None:
        try:
            replace_durably(self._path, msgspec.json.encode(self._tries))
        except OSError as error:
            raise StoreReadOnly from error


def _tag(person: str) -> str:
    return hashlib.sha256(f"ketachart-attempt {person.strip().casefold()}".encode()).hexdigest()[
        :16
    ]
