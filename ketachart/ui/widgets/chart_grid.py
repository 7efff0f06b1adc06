"""The charting grid: frozen names, typed values in the due column, history in the others."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from ketachart.ui.presenters.entry_replies import Move, Note, Reply, Tone
from ketachart.ui.presenters.offering import CellOffer
from ketachart.ui.presenters.vitals_entry import OpenColumn
from ketachart.ui.widgets.announcing import announce
from ketachart.ui.widgets.grid_frame import GridFrame
from ketachart.ui.widgets.held_key import HeldKey

_SAVED = "This value is saved: Enter shows its history, Space goes to the due column."
_NOT_DUE = "This column is not due yet: Space goes to the due column."
_WORKED_OUT = "This value is worked out, not typed."
_TAKE = "+"
"""The key that takes what a monitor offers for the value in the focus; it is on every keypad."""
_PASTED = "Values are typed, not pasted."


class ChartGrid(GridFrame):
    """A paper anaesthesia record that checks what is written on it.

    The window opens typing with `open_entry`, saves on `committed`, and answers with
    `accept_commit` or `explain`.
    """

    committed = Signal(object)
    """A `Ready` column."""
    draft_changed = Signal(dict)
    taking = Signal()
    """What is offered is about to be taken: whoever offers it looks once more what that is."""
    cell_activated = Signal(str, str)
    header_activated = Signal(str)
    refused = Signal(str)
    place_changed = Signal(str)
    """The row that is open to typing and has the focus; nothing where none is."""

    _ENTER: ClassVar = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    _OTHER_KEYS: ClassVar = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = HeldKey()
        self._columns_header.sectionClicked.connect(self._activate_header)
        self.clicked.connect(self._activate_cell)
        self._tab.clicked.connect(self.focus_due)

    # ── What the window calls ────────────────────────────────────────────────────────────────

    @property
    def open_row(self) -> str:
        """The name of the row that the next key would be typed into; nothing if there is none."""
        return self.row_label if self._open_key() is not None else ""

    def mark_not_obtained(self, why: str) -> None:
        """Say why there is no value in the cell in the focus, and go to the next empty one."""
        entry, key = self._grid_model.entry, self._open_key()
        if entry is None or key is None:
            return
        reply = entry.mark_not_obtained(key, why)
        self._grid_model.touch(key)
        if reply.note is not None:
            self._show_note(reply.note)
        else:
            self._typed_changed()
            self.focus_due()

    @property
    def entry(self) -> OpenColumn | None:
        """The column being typed, if typing is open."""
        return self._grid_model.entry

    def show_offers(self, offers: Mapping[str, CellOffer]) -> None:
        """Show what a monitor offers in the cells that are empty; nothing is typed by that."""
        entry = self._grid_model.entry
        if entry is None or entry.offers == offers:
            return
        before, entry.offers = entry.offers, offers
        for key in before.keys() | offers.keys():
            if before.get(key) != offers.get(key):
                self._grid_model.touch(key)

    def take_offers(self) -> None:
        """Type all that is offered into the cells that are empty, and go to the next one."""
        self.taking.emit()
        entry = self._grid_model.entry
        if entry is not None and entry.take_all():
            self._note.hide()
            self._grid_model.touch_all()
            self._typed_changed()
            self.focus_due()

    def empty_cell(self) -> None:
        """Take back what is typed into the cell in the focus."""
        entry, key = self._grid_model.entry, self._open_key()
        if entry is not None and key is not None:
            self._note.hide()
            entry.clear(key)
            self._grid_model.touch(key)
            self._typed_changed()

    def open_entry(self, entry: OpenColumn) -> None:
        """Let the due column be typed, from what the entry holds already."""
        self._grid_model.set_entry(entry)
        self._columns_header.refresh_due()

    def close_entry(self) -> None:
        """Let nothing be typed."""
        self._note.hide()
        self._grid_model.set_entry(None)
        self.place_changed.emit("")
        self._columns_header.refresh_due()

    def accept_commit(self, following: OpenColumn | None) -> None:
        """What was typed is saved: go on with an empty column, or with none."""
        self._note.hide()
        self._grid_model.set_entry(following)
        self._typed_changed()
        announce(self, "Column saved")
        self.focus_due()

    def explain(self, field: str, sentence: str) -> None:
        """Say why the door refused a commit, beside the cell it is about."""
        entry = self._grid_model.entry
        note = entry.refuse(field, sentence) if entry is not None else None
        if note is not None:
            self._show_note(note)
        else:
            self.refused.emit(sentence)

    def commit(self) -> None:
        """Hand over what is typed, or say what stands in the way."""
        entry = self._grid_model.entry
        if entry is None:
            return
        outcome = entry.commit()
        if isinstance(outcome, Note):
            self._show_note(outcome)
        else:
            self.committed.emit(outcome)

    def focus_due(self) -> None:
        """Put the focus into the first empty cell of the due column."""
        due, entry = self._grid_model.due, self._grid_model.entry
        if due is None:
            return
        row = 0
        if entry is not None:
            empty = [key for key in entry.order if not entry.text(key)]
            rows = [self._grid_model.row_of(key) for key in (empty or entry.order)]
            row = next((one for one in rows if one >= 0), 0)
        self._go_to(row, due)
        self.reveal_due()
        self.setFocus()

    # ── Keys ─────────────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        """Keep digits and Enter from being taken by shortcuts of the window."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._open_key() is not None
            and self._is_typing(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isActiveWindow() or (self._held.repeats(event) and self._is_typing(event)):
            # A key meant for another chair, or held down: it must neither fill nor confirm.
            event.accept()
            return
        self._note.hide()
        is_enter = event.key() in self._ENTER
        if event.modifiers() & self._OTHER_KEYS:
            if is_enter:
                self.commit()
            elif event.matches(QKeySequence.StandardKey.Paste):
                index = self.currentIndex()
                self._show_words(index.row(), index.column(), _PASTED, Tone.REFUSED)
            else:
                super().keyPressEvent(event)
        elif (key := self._open_key()) is not None:
            self._key_in_open_cell(event, key)
        elif is_enter:
            self._activate_cell(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space:
            self.focus_due()
        elif event.text().strip() and event.text().isprintable():
            self._refuse_elsewhere()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.note_release(event)
        super().keyReleaseEvent(event)

    def _is_typing(self, event: QKeyEvent) -> bool:
        if event.modifiers() & self._OTHER_KEYS:
            return False
        keys = (*self._ENTER, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        return (
            event.key() in keys
            or event.text() in set("0123456789/.,-+")
            or (self._takes_words() and event.text().isprintable())
        )

    def _takes_words(self) -> bool:
        entry, key = self._grid_model.entry, self._open_key()
        return entry is not None and key is not None and entry.takes_words(key)

    def _key_in_open_cell(self, event: QKeyEvent, key: str) -> None:
        entry = self._grid_model.entry
        assert entry is not None
        before = entry.text(key)
        reply: Reply | None = None
        if event.key() in self._ENTER:
            reply = entry.enter(key)
        elif event.key() == Qt.Key.Key_Backspace:
            reply = entry.backspace(key)
        elif event.key() == Qt.Key.Key_Delete or (event.key() == Qt.Key.Key_Escape and before):
            reply = entry.clear(key)
        elif event.key() == Qt.Key.Key_Space:
            reply = entry.space(key)
        elif event.text() == _TAKE and not entry.takes_words(key):
            self.taking.emit()
            reply = entry.take(key)
        elif event.text() and event.text().isprintable():
            reply = entry.type(key, event.text())
        if reply is None:
            super().keyPressEvent(event)
            return
        if entry.text(key) != before:
            self._typed_changed()
        self._grid_model.touch(key)
        self._follow(reply, key)

    def _follow(self, reply: Reply, key: str) -> None:
        if reply.note is not None:
            self._show_note(reply.note)
        elif reply.move is Move.COMMIT:
            self.commit()
        elif reply.move is Move.DOWN:
            self._go_down(key)
        elif reply.move is Move.FIRST_EMPTY:
            self.focus_due()

    def _go_down(self, key: str) -> None:
        entry, due = self._grid_model.entry, self._grid_model.due
        assert entry is not None
        assert due is not None
        below = entry.order[entry.order.index(key) + 1 :]
        rows = [self._grid_model.row_of(one) for one in below]
        row = next((one for one in rows if one >= 0), -1)
        if row < 0:
            self.commit()
        else:
            self._go_to(row, due)

    def _refuse_elsewhere(self) -> None:
        index, due = self.currentIndex(), self._grid_model.due
        if not index.isValid():
            return
        sentence = _SAVED
        if due is not None and index.column() > due:
            sentence = _NOT_DUE
        elif index.column() == due:
            sentence = _WORKED_OUT
        self._show_words(index.row(), index.column(), sentence, Tone.REFUSED)

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _open_key(self) -> str | None:
        index = self.currentIndex()
        if not index.isValid() or not self._grid_model.is_open(index.row(), index.column()):
            return None
        return self._grid_model.row(index.row()).key

    def _typed_changed(self) -> None:
        entry = self._grid_model.entry
        self._columns_header.refresh_due()
        self.draft_changed.emit(entry.draft() if entry is not None else {})

    def _show_note(self, note: Note) -> None:
        due, row = self._grid_model.due, self._grid_model.row_of(note.cell)
        if due is None or row < 0:
            self.refused.emit(note.sentence)
            return
        if self.currentIndex().row() != row or self.currentIndex().column() != due:
            self._go_to(row, due)
        self._grid_model.touch(note.cell)
        self._show_words(row, due, note.sentence, note.tone)

    def _show_words(self, row: int, column: int, sentence: str, tone: Tone) -> None:
        self._note_cell = (row, column)
        cell = self.visualRect(self._grid_model.index(row, column))
        self._note.show_beside(cell, sentence, tone)
        announce(self, sentence)
        if tone is Tone.REFUSED:
            self.refused.emit(sentence)

    def _activate_cell(self, index: QModelIndex) -> None:
        if index.isValid() and not self._grid_model.is_open(index.row(), index.column()):
            column = self._grid_model.column(index.column())
            self.cell_activated.emit(column.key, self._grid_model.row(index.row()).key)

    def _activate_header(self, section: int) -> None:
        self.header_activated.emit(self._grid_model.column(section).key)

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = self._grid_model.entry
        self._painter.set_focus(current.row(), current.column(), active=self.hasFocus())
        self._rows_header.mark(current.row())
        super().currentChanged(current, previous)
        self.place_changed.emit(self.open_row)
        left = previous.isValid() and self._grid_model.is_open(previous.row(), previous.column())
        if left and entry is not None:
            key = self._grid_model.row(previous.row()).key
            note = entry.leave(key).note
            self._grid_model.touch(key)
            if note is not None:
                self._show_words(previous.row(), previous.column(), note.sentence, note.tone)
