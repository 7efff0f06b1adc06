"""The line above the grid: which set is being typed, when it was observed, and saving it."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import TextField
from ketachart.ui.widgets.theme import colours_of, scaled

_NARROW, _NARROWER = 720, 600
_GAP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBarWords:
    """What the line says, whether a set is due, and whether another one is being typed.

    `asks_time`: the set may not be saved as observed now.
    """

    words: str
    is_other: bool
    has_due: bool
    asks_time: bool = False


class ObservedField(TextField):
    """The time at which a set was observed; marked while it must be given."""

    def __init__(self) -> None:
        super().__init__("observed_at", "")
        self._is_asked = False
        self._say()

    def ask(self, *, asked: bool) -> None:
        """Mark the field, or not."""
        if asked != self._is_asked:
            self._is_asked = asked
            self._say()
            self.update()

    def _say(self) -> None:
        name = "Observed at, hours and minutes"
        self.setAccessibleName(f"{name}: must be given" if self._is_asked else name)
        self.setPlaceholderText("when?" if self._is_asked else "now")
        without = "it must be given" if self._is_asked else "empty means now"
        self.setToolTip(f"When it was observed, such as 09:07; {without}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_asked:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(colours_of(self.palette()).overdue), 4))
            painter.drawLine(2, self.height() - 2, self.width() - 2, self.height() - 2)
            painter.end()


class EntryBar(QWidget):
    """Which set is typed; Enter in the time field goes to the grid."""

    saved = Signal()
    extra_asked = Signal()
    due_asked = Signal()
    rows_asked = Signal()
    missing_asked = Signal()
    observed_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setObjectName("entry_words")
        self._words.setFont(scaled(self.font(), 1.0, bold=True))
        self._words.setWordWrap(True)
        self.observed = ObservedField()
        self._save = ActionButton("Save set", "save_set", key="Ctrl+Enter")
        self._extra = ActionButton("Extra set", "extra_set", key="E")
        self._rows = ActionButton("Rows", "all_rows", key="V")
        self._rows.setToolTip("EtCO₂, O₂ and temperature: show these rows, or leave them out (V)")
        self._missing = ActionButton("Not obtained", "not_obtained", key="-")
        self._missing.setToolTip("Say why the value in the focus was not obtained (-)")
        self._missing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._due = ActionButton("Due set", "due_set", key="Esc")
        self._set_up()
        self._save.clicked.connect(self.saved)
        self._extra.clicked.connect(self.extra_asked)
        self._due.clicked.connect(self.due_asked)
        self._missing.clicked.connect(self.missing_asked)
        self._rows.clicked.connect(self.rows_asked)
        self.observed.textEdited.connect(self.observed_changed)
        self.observed.returnPressed.connect(self.due_or_grid)

    _grid: QWidget | None = None

    def lead_to(self, grid: QWidget) -> None:
        """Where Enter in the time field leads."""
        self._grid = grid

    def due_or_grid(self) -> None:
        """Go on typing values."""
        if self._grid is not None:
            self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_up(self) -> None:
        self.observed.setFixedWidth(self.fontMetrics().horizontalAdvance("00:00 00") + 28)
        self._save.show_primary(primary=True)
        for button in (self._save, self._missing, self._extra, self._rows, self._due):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._label = label = QLabel("observed at")
        label.setBuddy(self.observed)
        for part in (label, self._rows):
            part.hide()  # until there is known to be room
        self._words.setMinimumWidth(self.fontMetrics().averageCharWidth() * 9)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self._words, stretch=1)
        row.addWidget(label)
        row.addWidget(self.observed)
        row.addWidget(self._save)
        row.addWidget(self._missing)
        row.addWidget(self._extra)
        row.addWidget(self._rows)
        row.addWidget(self._due)
        self._row = row
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(12, 2, 8, 4)
        self._lines.setSpacing(2)
        self._lines.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The field's tip and its empty text say the same.
        self._label.setVisible(self.width() >= _NARROW)
        # The key V still does it.
        self._rows.setVisible(self.width() >= _NARROWER)

    def minimumSizeHint(self) -> QSize:
        natural = super().minimumSizeHint()
        parts = (self._label, self._rows)
        room = sum(part.sizeHint().width() + _GAP for part in parts if not part.isHidden())
        return QSize(natural.width() - room, natural.height())

    def show_words(self, words: EntryBarWords) -> None:
        """Say which set is typed."""
        if words.words != self._words.text():
            self._words.setText(words.words)
        self._place_words(above=words.asks_time)
        self.observed.ask(asked=words.asks_time)
        self._due.setVisible(words.is_other)
        self._extra.setVisible(words.has_due and not words.is_other)
        if not self.isVisible():
            # Of a part that was never shown Qt does not say that it went: the window would open
            # wide enough for all of them.
            self._row.invalidate()
            self._lines.invalidate()

    def _place_words(self, *, above: bool) -> None:
        """A whole sentence has a line of its own; beside the buttons it would be a column."""
        is_above = self._lines.indexOf(self._words) >= 0
        if above and not is_above:
            self._row.removeWidget(self._words)
            self._row.insertStretch(0, 1)
            self._lines.insertWidget(0, self._words)
        elif is_above and not above:
            self._lines.removeWidget(self._words)
            self._row.takeAt(0)
            self._row.insertWidget(0, self._words, stretch=1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.due_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.saved.emit()
        else:
            super().keyPressEvent(event)
