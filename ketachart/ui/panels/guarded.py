"""A panel whose figures are worked out twice: where two sums disagree, it shows both and asks.

Nothing is refused for it. Whoever reads both sums corrects a figure, or records it as typed.
"""

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeyEvent

from ketachart.domain.arithmetic import Disagreement
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.caution import Caution
from ketachart.ui.widgets.held_key import HeldKey
from ketachart.ui.widgets.panel import Panel

READ_MS = 800
"""No sooner can two sums have been read; a key that comes before was meant for something else."""

HEADING = "Two sums disagree"
REMEDY = "Correct what was typed, or press “Both sums read: record as typed”."


class _Confirm(ActionButton):
    """Confirms what was read: by no key that was held down or typed ahead of the question."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, name)
        self._held = HeldKey()
        self._asked = QElapsedTimer()

    def ask(self) -> None:
        """Put the keys here, to be pressed once the sums are read."""
        self._asked.start()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_too_soon = self._asked.isValid() and not self._asked.hasExpired(READ_MS)
        if is_too_soon or self._held.repeats(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.note_release(event)
        super().keyReleaseEvent(event)


class GuardedPanel(Panel):
    """Overrides `disagreements`, calls `add_sums` where they are to stand and `show_sums` after."""

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._sums = Caution("sums", HEADING)
        self._as_typed = _Confirm("Both sums read: record as typed", "record_as_typed")
        self._as_typed.clicked.connect(self._record_as_typed)
        self._sums.add(self._as_typed)
        self._read: tuple[str, ...] = ()

    def add_sums(self) -> None:
        """Put the sums below what was added before."""
        self.add(self._sums)

    def disagreements(self) -> tuple[Disagreement, ...]:
        """The sums of what is typed that are too far apart."""
        raise NotImplementedError(type(self).__name__)

    def show_sums(self) -> None:
        """Follow what is typed."""
        found = self.disagreements()
        self._sums.show_lines([line for each in found for line in each.lines])
        self._as_typed.setVisible(bool(self._unread(found)))

    def submit_typed(self) -> bool:
        return self._may_go_on() and super().submit_typed()

    def call_witness(self) -> bool:
        return self._may_go_on() and super().call_witness()

    def _record_as_typed(self) -> None:
        self._read = _typed(self.disagreements())
        self.submit_typed()
        self.show_sums()

    def _unread(self, found: tuple[Disagreement, ...]) -> tuple[Disagreement, ...]:
        """What nobody confirmed; a figure typed anew has to be read anew."""
        if _typed(found) == self._read:
            return ()
        return tuple(each for each in found if each.asks)

    def _may_go_on(self) -> bool:
        found = self.disagreements()
        if not self._unread(found):
            return True
        self.show_sums()
        self.bar.explain(f"{HEADING}. Nothing was recorded yet.", REMEDY)
        self._as_typed.ask()
        self.scroll_to(self._sums)
        return False


def _typed(found: tuple[Disagreement, ...]) -> tuple[str, ...]:
    """What was confirmed: the sums as typed; the other side may move with the clock."""
    return tuple(each.typed.words for each in found)
