"""The word beside a cell: why a key was refused, or a question asked once."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ketachart.ui.presenters.entry_replies import Tone
from ketachart.ui.widgets.theme import colours_of

_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class CellNote(QWidget):
    """A small callout inside the grid; it takes neither focus nor mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._sentence = ""
        self._tone = Tone.REFUSED
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the callout says, or nothing while it is hidden."""
        return self._sentence if not self.isHidden() else ""

    def show_beside(self, cell: QRect, sentence: str, tone: Tone) -> None:
        """Stand beside a cell without covering the values to its left."""
        self._sentence, self._tone = sentence, tone
        self.setAccessibleDescription(sentence)
        self.move_beside(cell)
        self.show()
        self.raise_()
        self.update()

    def move_beside(self, cell: QRect) -> None:
        """Stand to the right of a cell, or under it where the right is too narrow.

        Under it lie cells still to be typed; to the left lie the values to compare with.
        """
        room = self._ground.rect()
        size = self._size_for(room.right() - cell.right() - 12)
        if size.width() <= room.right() - cell.right() - 12:
            x, y = cell.right() + 8, cell.center().y() - size.height() // 2
        else:
            size = self._size_for(room.right() - cell.left() - 4)
            x, y = min(cell.left(), room.right() - size.width() - 2), cell.bottom() + 4
            if y + size.height() > room.bottom():
                y = cell.top() - size.height() - 4
        y = max(2, min(y, room.bottom() - size.height() - 2))
        self.setGeometry(QRect(max(2, x), y, size.width(), size.height()))

    def _size_for(self, room: int) -> QSize:
        metrics, margin = self.fontMetrics(), self._margin()
        widest = min(30, max(18, room // metrics.averageCharWidth() - 6))
        inner = QRect(0, 0, widest * metrics.averageCharWidth(), 1000)
        text = metrics.boundingRect(inner, int(_FLAGS.value), self._sentence)
        return QSize(text.width() + 5 * margin + 2, text.height() + 2 * margin)

    def _margin(self) -> int:
        return max(6, self.fontMetrics().height() // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours, margin = colours_of(self.palette()), self._margin()
        is_refusal = self._tone is Tone.REFUSED
        fill = colours.refused if is_refusal else colours.question
        ink = QColor(colours.refused_text if is_refusal else colours.question_text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        sign = QRect(margin, 0, 2 * margin, self.height())
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "!" if is_refusal else "?")
        painter.setFont(self.font())
        painter.drawText(self.rect().adjusted(4 * margin, 0, -margin, 0), _FLAGS, self._sentence)
        painter.end()
