"""A chair on the board: one large button that says how the chair stands."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ketachart.ui.presenters.board import Tile
from ketachart.ui.presenters.grid_view import DueWords, Urgency
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.elided_label import ElidedLabel
from ketachart.ui.widgets.theme import Colours, colours_of, scaled

_EDGE = 7
PAST = QPalette.ColorRole.PlaceholderText
"""The ink of what is no longer current."""
_WIDTH = 20
"""The least width of a tile, in heights of its letters."""


class ChairTile(QAbstractButton):
    """Opens or raises the chair's window; only words that changed are painted anew."""

    def __init__(self, chair: str, key: str) -> None:
        super().__init__()
        self.setObjectName(f"tile_{chair}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._opens = f"Open {chair} ({key})" if key else f"Open {chair}"
        self.setToolTip(self._opens)
        self._tile: Tile | None = None
        self._hides_names = False
        self._chair, self._key = QLabel(chair), QLabel(key)
        self._phase, self._clock = QLabel(), QLabel()
        self._bar = _Progress()
        self._due = Countdown()
        self._alert = Badge("alert")
        self._who, self._waits = ElidedLabel("who"), ElidedLabel("waits")
        self._owner, self._values = ElidedLabel("owner"), ElidedLabel("values")
        self._pressure, self._pump = ElidedLabel("pressure"), ElidedLabel("pump")
        self._lay_out()

    def _lay_out(self) -> None:
        self._chair.setFont(scaled(self.font(), 1.0, bold=True))
        self._key.setFont(scaled(self.font(), 0.85))
        self._key.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._who.setFont(scaled(self.font(), 1.25, bold=True))
        self._clock.setFont(scaled(self.font(), 1.1))
        self._waits.setFont(scaled(self.font(), 1.0, bold=True))
        # Inside a button a label takes the button's ink; the badge has ink of its own.
        self._alert.setForegroundRole(QPalette.ColorRole.WindowText)
        self._owner.setFont(scaled(self.font(), 0.95))
        self._pressure.setFont(scaled(self.font(), 1.2, bold=True))
        # Read from the other side of the room.
        self._due.setFont(scaled(self.font(), 1.8))
        for label in (
            self._who,
            self._waits,
            self._owner,
            self._pressure,
            self._pump,
            self._values,
        ):
            # Long words must widen no tile; the tool tip and the window say them in full.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_EDGE + 14, 8, 14, 8)
        rows.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._chair)
        first.addWidget(self._owner, stretch=1)
        first.addWidget(self._key)
        rows.addLayout(first)
        rows.addWidget(self._who)
        rows.addLayout(_side_by_side(self._phase, self._clock))
        rows.addWidget(self._bar)
        rows.addWidget(self._pump)
        rows.addWidget(self._due)
        rows.addWidget(self._pressure)
        rows.addWidget(self._values)
        rows.addLayout(_side_by_side(self._alert, None))
        rows.addWidget(self._waits)
        rows.addStretch(1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_tile(self, tile: Tile, *, hides_names: bool = False) -> None:
        """Show how the chair stands now."""
        if (tile, hides_names) == (self._tile, self._hides_names):
            return
        self._tile, self._hides_names = tile, hides_names
        _say(self._who, "" if hides_names else tile.who)
        _say(self._phase, tile.phase)
        _say(self._clock, tile.clock)
        _say(self._waits, tile.waits)
        _say(self._owner, "" if hides_names else tile.owner)
        _say(self._pump, "" if hides_names else tile.pump)
        _say(self._pressure, "" if hides_names else tile.pressure)
        _say(self._values, "" if hides_names else tile.values)
        for label in (self._pump, self._pressure, self._values):
            label.setVisible(bool(label.text()))
        role = QPalette.ColorRole.ButtonText if tile.is_current else PAST
        self._pressure.setForegroundRole(role)
        self._bar.show_percent(tile.percent)
        self._due.setVisible(tile.due is not None)
        if tile.due is not None:
            self._due.show_due(_briefly(tile.due))
        alert = None if hides_names else tile.alert
        if alert is None:
            self._alert.clear()
            self._alert.hide()
        else:
            self._alert.show_words(alert.text, alert.priority)
        in_full = () if hides_names else (tile.who, tile.pump, tile.values, tile.waits)
        self.setToolTip("\n".join(part for part in (self._opens, *in_full) if part))
        if tile.spoken != self.accessibleName():
            self.setAccessibleName(tile.chair if hides_names else tile.spoken)
        self._mark(tile.urgency)

    @property
    def due(self) -> DueWords | None:
        """The countdown shown."""
        return self._tile.due if self._tile else None

    @property
    def words(self) -> str:
        """All that the tile says."""
        labels = (self._chair, self._who, self._phase, self._clock, self._alert, self._waits)
        labels_too = (self._owner, self._pump, self._pressure, self._values)
        said = [label.text() for label in (*labels, *labels_too) if not label.isHidden()]
        said.insert(4, self._due.text if not self._due.isHidden() else "")
        return "\n".join(part for part in said if part)

    def _mark(self, urgency: Urgency) -> None:
        edge = self._edge_colour(urgency)
        if edge != self.property("edge"):
            self.setProperty("edge", edge)
            self.update()

    def _edge_colour(self, urgency: Urgency) -> str:
        colours = colours_of(self.palette())
        if self._tile is None or self._tile.is_free:
            return colours.line
        return {
            Urgency.CALM: colours.accent,
            Urgency.SOON: colours.soon_mark,
            Urgency.NOW: colours.soon_mark,
            Urgency.OVERDUE: colours.overdue,
        }[urgency]

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        height = self.fontMetrics().height()
        return QSize(_WIDTH * height, round(13.8 * height) + 54)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._mark(self._tile.urgency if self._tile else Urgency.CALM)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(QColor(self._frame_colour(colours)), 2.4 if self.hasFocus() else 1.2))
        painter.setBrush(QColor(colours.upcoming if self.isDown() else colours.base))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(self.property("edge") or colours.line)))
        painter.drawRoundedRect(
            QRectF(box.left() + 4, box.top() + 6, _EDGE, box.height() - 12), 3, 3
        )
        painter.end()

    def _frame_colour(self, colours: Colours) -> str:
        if self.hasFocus():
            return colours.focus
        return colours.strong_line if self.underMouse() else colours.line


class _Progress(QWidget):
    """How much of the ordered dose is in, as a thin bar with its percentage."""

    def __init__(self) -> None:
        super().__init__()
        self._percent: int | None = None
        self.hide()

    def show_percent(self, percent: int | None) -> None:
        if percent != self._percent:
            self._percent = percent
            self.setVisible(percent is not None)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._percent is None:
            return
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = f"{self._percent} %"
        room = self.fontMetrics().horizontalAdvance("100 %") + 10
        track = QRectF(0, self.height() / 2 - 4, self.width() - room, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(track, 4, 4)
        done = QRectF(track)
        done.setWidth(track.width() * self._percent / 100)
        painter.setBrush(QColor(colours.rate_line))
        painter.drawRoundedRect(done, 4, 4)
        painter.setPen(QColor(colours.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), right, words)
        painter.end()


def _briefly(due: DueWords) -> DueWords:
    """A countdown in the room of a tile: what is due there are always vitals."""
    words = due.sentence.removeprefix("Vitals ")
    return replace(due, sentence=f"{words[:1].upper()}{words[1:]}")


def _say(label: QLabel, words: str) -> None:
    if words != label.text():
        label.setText(words)


def _side_by_side(left: QWidget, right: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left)
    row.addStretch(1)
    if right is not None:
        row.addWidget(right)
    return row
