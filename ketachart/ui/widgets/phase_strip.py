"""The steps of a session in one line: done with a tick, the present one filled, the rest plain."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ketachart.ui.presenters.chair import PhaseMark
from ketachart.ui.widgets.theme import colours_of, scaled

_SIGNS = {-1: "✓ ", 0: "▶ ", 1: "› "}
_PAD = 9
_Piece = tuple[PhaseMark, str, QFont, int]


class PhaseStrip(QWidget):
    """Where the session stands; it takes no focus."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[PhaseMark, ...] = ()
        self._is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_marks(self, marks: Sequence[PhaseMark]) -> None:
        """Show other steps."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            at = next((mark.words for mark in marks if mark.place == 0), "all done")
            self.setAccessibleName(f"Session: {at}")
            self.updateGeometry()
            self.update()

    def shorten(self, *, shorter: bool) -> None:
        """Leave out the words of steps that are done or still to come."""
        if shorter != self._is_short:
            self._is_short = shorter
            self.updateGeometry()
            self.update()

    @property
    def shown(self) -> tuple[str, ...]:
        """The steps as they are painted."""
        return tuple(words for _, words, _, _ in self._fitting())

    def sizeHint(self) -> QSize:
        width = sum(width for *_, width in self._pieces())
        return QSize(width + 2, QFontMetrics(scaled(self.font(), 1.0)).height() + 12)

    def minimumSizeHint(self) -> QSize:
        """As wide as the present step alone; the head shortens it when there is less room."""
        here = max((width for mark, *_, width in self._pieces() if mark.place == 0), default=0)
        return QSize(here, self.sizeHint().height())

    def _pieces(self, bare: int = 0) -> Iterator[_Piece]:
        """Each step; of the first few that are not the present one the sign alone."""
        for place, mark in enumerate(self._marks):
            font = scaled(self.font(), 1.0 if mark.place == 0 else 0.92, bold=mark.place == 0)
            is_bare = mark.place != 0 and (self._is_short or place < bare)
            sign = _SIGNS[mark.place]
            words = sign.strip() if is_bare else f"{sign}{mark.words}"
            yield mark, words, font, QFontMetrics(font).horizontalAdvance(words) + 2 * _PAD

    def _fitting(self) -> tuple[_Piece, ...]:
        """The steps as there is room for them: what is done gives its words up first."""
        pieces: tuple[_Piece, ...] = ()
        for bare in range(len(self._marks) + 1):
            pieces = tuple(self._pieces(bare))
            if sum(width for *_, width in pieces) < self.width():
                break
        return pieces

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours, left = colours_of(self.palette()), 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, words, font, width in self._fitting():
            box = QRectF(left, 1, width, self.height() - 2)
            ink = colours.text if mark.place < 0 else colours.muted
            if mark.place == 0:
                ink = colours.accent_text
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.accent))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(QColor(ink))
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            left += width
        painter.end()
