"""One choice out of a few as large touching segments: scale items, yes and no, routes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ketachart.ui.widgets.announcing import announce
from ketachart.ui.widgets.theme import TOUCH, colours_of, scaled, touch_height


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One choice: its value, what stands on it, and what it means."""

    value: str
    text: str
    meaning: str = ""


def numbered(low: int, high: int, meanings: Sequence[str] = ()) -> tuple[Segment, ...]:
    """Segments for a bounded whole number, such as 0 to 4 or 1 to 7."""
    said = [*meanings, *[""] * (high - low + 1 - len(meanings))]
    return tuple(
        Segment(value=str(number), text=str(number), meaning=meaning)
        for number, meaning in zip(range(low, high + 1), said, strict=True)
    )


class Segmented(QWidget):
    """A row of segments of which one, or none yet, is chosen; nothing is chosen beforehand."""

    chosen = Signal(str)

    _BACK: ClassVar = (Qt.Key.Key_Left, Qt.Key.Key_Up)
    _ON: ClassVar = (Qt.Key.Key_Right, Qt.Key.Key_Down)

    def __init__(
        self, segments: Sequence[Segment], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._segments = tuple(segments)
        self._name = name
        self._value: str | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._say()

    @property
    def value(self) -> str | None:
        """The chosen value, or None."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show a choice without announcing it."""
        values = [segment.value for segment in self._segments]
        if value is not None and value not in values:
            raise ValueError("there is no such segment")
        self._value = value
        self._at = values.index(value) if value is not None else 0
        self._say()
        self.update()

    def segment_rect(self, number: int) -> QRect:
        """Where a segment lies."""
        count, width = len(self._segments), self.width()
        left, right = number * width // count, (number + 1) * width // count
        return QRect(left, 0, right - left, self.height())

    def sizeHint(self) -> QSize:
        return self._sized(2 * (self._tick_room() + 2))

    def minimumSizeHint(self) -> QSize:
        return self._sized(self._tick_room())

    def _sized(self, beside: int) -> QSize:
        """With equal segments, as wide as the longest words and the room beside them."""
        metrics = QFontMetrics(scaled(self.font(), 1.1, bold=True))
        texts = [metrics.horizontalAdvance(segment.text) for segment in self._segments]
        each = max(TOUCH + 4, *(text + beside for text in texts))
        return QSize(each * len(self._segments), touch_height(self.font()))

    def _choose(self, number: int) -> None:
        self._at = number
        segment = self._segments[number]
        if segment.value != self._value:
            self._value = segment.value
            self._say()
            announce(self, f"{self._name}: {segment.text} {segment.meaning}".strip())
            self.chosen.emit(segment.value)
        self.update()

    def _say(self) -> None:
        """Keep the spoken name in step with the choice."""
        said = next((one for one in self._segments if one.value == self._value), None)
        words = f"{said.text} {said.meaning}".strip() if said else "not answered"
        self.setAccessibleName(f"{self._name}: {words}")

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._segments) - 1
        typed = [one.value for one in self._segments]
        if event.key() in self._BACK:
            self._move_to(max(0, self._at - 1))
        elif event.key() in self._ON:
            self._move_to(min(last, self._at + 1))
        elif event.key() == Qt.Key.Key_Home:
            self._move_to(0)
        elif event.key() == Qt.Key.Key_End:
            self._move_to(last)
        elif event.key() == Qt.Key.Key_Space:
            # Not Enter: that submits a form, and must not answer the question it stands at.
            self._choose(self._at)
        elif event.text() and event.text() in typed:
            self._choose(typed.index(event.text()))
        else:
            super().keyPressEvent(event)

    def _move_to(self, number: int) -> None:
        self._at = number
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self._segments)):
            if self.segment_rect(number).contains(event.position().toPoint()):
                self._choose(number)

    def event(self, event: QEvent) -> bool:
        """Show what a segment means where the mouse rests."""
        if event.type() is QEvent.Type.ToolTip:
            here = self.mapFromGlobal(self.cursor().pos())
            for number, segment in enumerate(self._segments):
                if segment.meaning and self.segment_rect(number).contains(here):
                    QToolTip.showText(self.cursor().pos(), segment.meaning, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(len(self._segments)):
            self._paint_segment(painter, number)
        painter.end()

    def _paint_segment(self, painter: QPainter, number: int) -> None:
        colours, segment = colours_of(self.palette()), self._segments[number]
        is_chosen = segment.value == self._value
        box = QRectF(self.segment_rect(number)).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(colours.accent if is_chosen else colours.button))
        painter.setPen(QPen(QColor(colours.accent if is_chosen else colours.strong_line), 1.4))
        painter.drawRoundedRect(box, 6, 6)
        ink = QColor(colours.accent_text if is_chosen else colours.text)
        painter.setPen(ink)
        painter.setFont(scaled(self.font(), 1.1, bold=is_chosen))
        width = painter.fontMetrics().horizontalAdvance(segment.text)
        room = self._tick_room()
        is_tight = is_chosen and width > box.width() - 2 * room
        words = box.adjusted(0, room / 2, 0, 0) if is_tight else box
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, segment.text)
        if is_chosen:
            self._paint_tick(painter, box, ink)
        if self.hasFocus() and number == self._at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink if is_chosen else QColor(colours.focus), 2))
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4)

    def _paint_tick(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        """The choice is marked by a tick as well as by its colour."""
        unit = self._tick_room() / 17
        painter.setPen(QPen(ink, 2 * unit))
        corner = box.topRight() + QPointF(-15, 9) * unit
        tick = [corner, corner + QPointF(3, 3) * unit, corner + QPointF(9, -4) * unit]
        painter.drawPolyline(QPolygonF(tick))

    def _tick_room(self) -> int:
        """The room of the tick at the right; where words are wider, they stand below it."""
        return self.fontMetrics().height()


class SegmentRows(Segmented):
    """Segments in as many rows as they need, where there are more than a window is wide."""

    def __init__(
        self, segments: Sequence[Segment], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(segments, name, parent)
        # Fixed, it would be as high as one row is, however many there are.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def segment_rect(self, number: int) -> QRect:
        """Where a segment lies: rows are filled from the left, each place as wide as the others."""
        across = self._across(self.width())
        row, place = divmod(number, across)
        high = touch_height(self.font())
        left, right = place * self.width() // across, (place + 1) * self.width() // across
        return QRect(left, row * high, right - left, high)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._segments) // self._across(width))
        return rows * touch_height(self.font())

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(whole.width() // len(self._segments), whole.height())

    def _across(self, width: int) -> int:
        """How many stand in a row, the rows being as alike as can be."""
        count = len(self._segments)
        fitting = max(1, min(count, width // max(1, self.minimumSizeHint().width())))
        rows = -(-count // fitting)
        return -(-count // rows)
