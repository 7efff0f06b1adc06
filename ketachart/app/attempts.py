"""Wrong passphrases slow the next try down, also after a restart.

The file beside the vault names nobody: persons stand there as digests.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from ketachart.crypto.durable_file import replace_durably
from ketachart.store.codec import UNREADABLE
from ketachart.store.errors import StoreReadOnly

FREE_TRIES = 3
FIRST_WAIT_S = 5
LONGEST_WAIT_S = 900
_DOUBLINGS = (LONGEST_WAIT_S // FIRST_WAIT_S).bit_length()


class _Tries(msgspec.Struct):
    failures: int
    last: Annotated[datetime, msgspec.Meta(tz=True)]


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
        except (OSError, *UNREADABLE):
            return {}
        return tries

    def wait_s(self, person: str, now: datetime) -> int:
        """Seconds until the person may try again; 0 if now."""
        tries = self._tries.get(_tag(person))
        if tries is None or tries.failures < FREE_TRIES:
            return 0
        doublings = min(tries.failures - FREE_TRIES, _DOUBLINGS)
        wait = min(FIRST_WAIT_S << doublings, LONGEST_WAIT_S)
        if tries.last > now:
            # The clock was set back. The wait begins anew, and lasts no longer than the rule says.
            tries.last = now
            self._save()
        return max(0, wait - (now - tries.last) // timedelta(seconds=1))

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
    named = f"ketachart-attempt {person.strip().casefold()}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]
