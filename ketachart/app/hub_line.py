"""The line of one vault to its hub, which stays open between exchanges."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from ketachart.app.exchanging import Report, Side, attempted, connected
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress
from ketachart.store.derived import Database
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.vault import Vault
from ketachart.sync.knock import Knock
from ketachart.sync.place import PlaceAway, PlaceTrouble

if TYPE_CHECKING:
    from ketachart.sync.postgres_hub import PostgresHub

_AFTER_A_CUT_S: Final = 2.0
"""A hub that is started anew is back by then, and nobody is told of it."""
_NO_HUB: Final = Trouble(sentence="This vault knows of no hub; set one up first.", code="hub.none")


class HubLine:
    """Exchanges over one connection, and hears the hub's bell on it in between.

    For one thread, that of the first exchange; only `knock` is for all. What was there before the
    bell could be heard comes with the first exchange, and a line that was cut meanwhile is laid
    anew with the next.
    """

    def __init__(self, vault: Vault, site_key: bytes, hub: Callable[[], HubAddress | None]) -> None:
        """Connect to nothing yet.

        Args:
            vault: what is exchanged.
            site_key: the clinic's.
            hub: the hub that is remembered at that moment.
        """
        self._vault = vault
        self._site_key = site_key
        self._remembered = hub
        self._knock = Knock()
        self._db: Database | None = None
        self._hub: PostgresHub | None = None
        self._address: HubAddress | None = None

    def exchange(self, progress: Progress = nothing_told) -> Report | Trouble:
        """Exchange with the hub that is remembered now; connects where there is no line to it."""
        address = self._remembered()
        if address is None:
            return _NO_HUB
        answer = attempted(lambda: self._exchanged(address, progress))
        if isinstance(answer, Trouble):
            self._hang_up()
        return answer

    def wait(self, seconds: float) -> bool:
        """Wait for the bell, but not longer than so many seconds.

        Returns:
            Whether the hub is to be asked: it rang, it was cut off, or the time is up. Otherwise
            somebody knocked.
        """
        if self._hub is None:
            return not self._knock.wait(seconds)
        until = monotonic() + seconds
        try:
            return self._hub.wait_for_bell(self._knock, seconds) or monotonic() >= until
        except PlaceTrouble:
            self._hang_up()
            return not self._knock.wait(_AFTER_A_CUT_S)

    def knock(self) -> None:
        """End a wait; from any thread."""
        self._knock.knock()

    def close(self) -> None:
        """Let the hub and the vault go."""
        self._hang_up()
        if self._db is not None:
            self._db.close()
            self._db = None
        self._knock.close()

    def _exchanged(self, address: HubAddress, progress: Progress) -> Report:
        is_kept = self._hub is not None and address == self._address
        try:
            return self._side().exchange(self._hub_at(address), progress)
        except PlaceAway:
            if not is_kept:
                raise
        # It was cut while nothing was said; the hub itself may well be there.
        self._hang_up()
        return self._side().exchange(self._hub_at(address), progress)

    def _side(self) -> Side:
        if self._db is None:
            self._db = self._vault.writer()
        return Side(self._vault, self._site_key, self._db)

    def _hub_at(self, address: HubAddress) -> "PostgresHub":
        if self._hub is None or address != self._address:
            self._hang_up()
            self._hub = connected(address, self._vault.workstation.site)
            self._address = address
            self._hub.listen()
        return self._hub

    def _hang_up(self) -> None:
        if self._hub is not None:
            self._hub.close()
            self._hub = None
