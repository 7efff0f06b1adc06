"""What is typed and not yet recorded: kept encrypted, so that it survives a crash."""

import msgspec

from ketachart.app.clock import Clock
from ketachart.app.outcomes import Trouble
from ketachart.domain.texts import made_whole
from ketachart.store import codec
from ketachart.store.drafts import Draft
from ketachart.store.errors import StoreError
from ketachart.store.vault import Vault


class HalfTyped:
    """The part of the door behind which drafts lie; one a place."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self.vault = vault
        self.clock = clock

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
            self.vault.drafts.delete(place)
        except StoreError as error:
            return Trouble(sentence=str(error))
        return None

    def _keep(self, place: str, author: str, body: object) -> Trouble | None:
        text = codec.encode(body).decode()
        try:
            self.vault.drafts.save(Draft(place, author, text, self.clock.now()))
        except StoreError as error:
            return Trouble(sentence=str(error))
        return None
