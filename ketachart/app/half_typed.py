"""What is typed and not yet recorded: kept encrypted, so that it survives a crash."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from ketachart.app.clock import SteadyClock
from ketachart.app.outcomes import Trouble
from ketachart.domain.texts import made_whole
from ketachart.store import codec
from ketachart.store.drafts import Draft
from ketachart.store.errors import StoreDamaged, StoreDiskFault, StoreError, StoreReadOnly
from ketachart.store.vault import Vault

_T = TypeVar("_T")


class HalfTyped:
    """The part of the door behind which drafts lie; one a place."""

    def __init__(self, vault: Vault, clock: SteadyClock) -> None:
        self.vault = vault
        self.clock = clock
        self._disk_failed = False

    def save_draft(self, place: str, author: str, body: dict[str, str]) -> Trouble | None:
        """Keep what is half typed; for half of a character a replacement sign."""
        return self._keep(place, author, {key: made_whole(text) for key, text in body.items()})

    def load_draft(self, place: str) -> dict[str, str] | None:
        """What was half typed."""
        draft = self.vault.drafts.load(place)
        if draft is None:
            return None
        return msgspec.json.decode(draft.body, type=dict[str, str])

    def delete_draft(self, place: str) -> Trouble | None:
        """Forget what was half typed."""
        try:
            self._steadily(lambda: self.vault.drafts.delete(place))
        except StoreError as error:
            return self._failed_with(error)
        return None

    def _keep(self, place: str, author: str, body: object) -> Trouble | None:
        draft = Draft(place, author, codec.encode(body).decode(), self.clock.now())
        try:
            self._steadily(lambda: self.vault.drafts.save(draft))
        except StoreError as error:
            return self._failed_with(error)
        return None

    def _steadily(self, work: Callable[[], _T]) -> _T:
        """Write something; by a new connection where the old one met a failure of the disk.

        Such a one takes everything for damaged, so that a disk that is well again would go unused.
        """
        if self._disk_failed:
            self.vault.reconnect()
            self._disk_failed = False
        head = self.vault.log.head
        try:
            return work()
        except StoreDamaged:
            if self.vault.log.head != head:
                raise
            self.vault.reconnect()
            return work()

    def _failed_with(self, error: Exception) -> Trouble:
        """What is told of a failure."""
        self._disk_failed = isinstance(error, StoreDiskFault | StoreDamaged | StoreReadOnly)
        return Trouble(sentence=str(error))
