"""A large button with its key: readable in a dim room, big enough for a gloved finger."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from ketachart.ui.widgets.held_key import HeldKey
from ketachart.ui.widgets.theme import TOUCH, Colours, colours_of, scaled, touch_height

_SIDE = 14
_GAP = 18
_NARROWEST = 3 * TOUCH


class ActionButton(QPushButton):
    """One action in words, with the key that does the same at its right edge.

    The words stand in the middle; in a list of buttons and before a key they stand at the left.
    """

    def __init__(
        self,
        text: str,
        name: str,
        *,
        key: str = "",
        leading: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._held = HeldKey()
        self._key = key
        self._is_leading = leading or bool(key)
        self._is_primary = False
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{text} ({key})" if key else text)

    def show_primary(self, *, primary: bool) -> None:
        """Mark the one thing to do next, or mark it no longer."""
        if primary != self._is_primary:
            self._is_primary = primary
            self.update()

    def sizeHint(self) -> QSize:
        width = self._words().horizontalAdvance(self.text()) + self._beside_words()
        return QSize(width, touch_height(self.font()))

    def elided(self, text: str, width: int) -> str:
        """What of a text the button has room for on one line, at a width in pixels."""
        room = width - self._beside_words()
        return self._words().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _words(self) -> QFontMetrics:
        return QFontMetrics(scaled(self.font(), 1.05, bold=True))

    def _beside_words(self) -> int:
        key = QFontMetrics(scaled(self.font(), 0.9)).horizontalAdvance(self._key)
        return 2 * _SIDE + (key + _GAP if self._key else 0)

    def minimumSizeHint(self) -> QSize:
        natural = self.sizeHint()
        return QSize(min(natural.width(), _NARROWEST), natural.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers():
            super().keyPressEvent(event)
        elif not self._held.repeats(event):
            # Held down, one button's Enter would press the next as well, unread.
            self.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.note_release(event)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        colours = colours_of(self.palette())
        fill, ink, edge = self._inks(colours)
        is_down = bool(option.state & QStyle.StateFlag.State_Sunken)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(edge, 1.2))
        painter.setBrush(fill.darker(112) if is_down else fill)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(ink)
        self._draw_words(painter, box.adjusted(_SIDE, 0, -_SIDE, 0))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink if self._is_primary else QColor(colours.focus), 2))
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4)
        painter.end()

    def _draw_words(self, painter: QPainter, room: QRectF) -> None:
        """The words, in two smaller lines where one is too long, and the key at the right.

        Where no word has room beside it, the key is left to the tool tip.
        """
        words, font = QRectF(room), scaled(self.font(), 1.05, bold=self._is_primary)
        small, smaller = scaled(self.font(), 0.9), scaled(self.font(), 0.92, bold=self._is_primary)
        key_width = QFontMetrics(small).horizontalAdvance(self._key) + 8 if self._key else 0
        longest = max(map(QFontMetrics(smaller).horizontalAdvance, self.text().split()), default=0)
        if key_width and longest <= room.width() - key_width + _SIDE:
            painter.setFont(small)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, right, self._key)
            words.setRight(room.right() - key_width)
        where = Qt.AlignmentFlag.AlignLeft if self._is_leading else Qt.AlignmentFlag.AlignHCenter
        if QFontMetrics(font).horizontalAdvance(self.text()) > words.width():
            font = smaller
            words.adjust(-_SIDE / 2, 0, _SIDE / 2, 0)
        painter.setFont(font)
        flags = where | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, self.text())

    def _inks(self, colours: Colours) -> tuple[QColor, QColor, QColor]:
        """Fill, text and edge, as the button stands."""
        if not self.isEnabled():
            return QColor(colours.window), QColor(colours.muted), QColor(colours.line)
        if self._is_primary:
            return QColor(colours.accent), QColor(colours.accent_text), QColor(colours.accent)
        return QColor(colours.button), QColor(colours.text), QColor(colours.strong_line)
