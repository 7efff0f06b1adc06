"""An entry's history (who, when, old value, why), and correcting it with a reason."""

from ketachart.domain.acts import Act, AmendEntry
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.history import AmendField, History, changed_fields, history
from ketachart.ui.widgets.form import TextField, heading, mute, sentence
from ketachart.ui.widgets.panel import Panel

AMEND_REASONS = ("typing error", "read the wrong monitor", "charted in the wrong chair")
_LEDGER = "This entry is not amended here: correct stock in the ledger, or add a note."


class AmendPanel(Panel):
    """The values as they stand, each to be corrected; the old ones stay visible."""

    title = "History"
    verb = "Amend"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._entry = ""
        self._row = ""
        self._fields: dict[str, TextField] = {}
        self._shown: tuple[AmendField, ...] = ()
        self._changes = sentence(name="changes")
        self._is_built = False

    def be_about(self, subject: str) -> None:
        """Be about an entry, or (`entry|row`) about one row of the grid."""
        self._entry, _, self._row = subject.partition("|")
        found = self._history(self.session)
        if found is None:
            return
        self._is_built = True
        self.show_title(found.title)
        recorded = sentence(found.recorded)
        mute(recorded)
        self.add(recorded)
        self.add(self._changes)
        self._show_changes(found)
        self._shown = found.fields
        if not found.fields:
            self.add(sentence(_LEDGER))
            self.submit_button.hide()
            return
        self.add(heading("Correct to"))
        for field in found.fields:
            typed = TextField(field.name, field.label, text=field.value)
            self._fields[field.name] = typed
            self.add_field(field.label, typed)
        self._reason = self.add_reason("Reason", AMEND_REASONS)

    def show_session(self, session: Session) -> None:
        found = self._history(session) if self._is_built else None
        if found is not None:
            self._show_changes(found)

    def _history(self, session: Session | None) -> History | None:
        if session is None:
            return None
        zone = self.desk.world.site.zone
        return history(session, self._entry, zone, self.desk.person_name, self._row)

    def _show_changes(self, found: History) -> None:
        self._changes.setText("\n".join(found.changes))
        self._changes.setVisible(bool(found.changes))

    def act(self) -> Act:
        typed = {name: field.typed for name, field in self._fields.items()}
        changed = changed_fields(self._shown, typed)
        return AmendEntry(
            session=self.session_id,
            entry=self._entry,
            changes={name: self._value(name, text) for name, text in changed.items()},
            reason=self._reason.typed,
        )

    def _value(self, name: str, text: str) -> object:
        """A text as the rule takes it: times with their day, items as numbers, nothing as none."""
        if name == "observed_at":
            return self.observed(self._fields[name])
        if name == "items":
            parts = text.split()
            is_plain = all(part.lstrip("-").isdecimal() and part.isascii() for part in parts)
            return [int(part) for part in parts] if is_plain else text
        return text or None
