"""A few words on a coloured ground: allergies, risks, alerts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets.theme import Colours, colours_of, scaled

_SIDE = 8
_LINES = 2
_LONG = 52
"""Signs beyond which the words are laid out on two lines, even where one had room."""
# The first comes before the widget has its new palette, the second when it has.
_RECOLOURING = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class Badge(QLabel):
    """Words whose ground says how much they matter; without words it is not there."""

    pressed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(scaled(self.font(), 1.0, bold=True))
        self.setContentsMargins(_SIDE, 3, _SIDE, 3)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._priority = Priority.NONE
        self._ways: tuple[str, ...] = ("",)
        self.hide()

    def show_words(self, words: str, priority: Priority) -> None:
        """Say something, or nothing."""
        self.show_ways((words,), priority)

    def show_ways(self, ways: Sequence[str], priority: Priority) -> None:
        """Say all there is to say, or what two lines hold of it.

        Args:
            ways: to say it, the longest first; a tip says all of it where it has no room.
            priority: how much it matters.
        """
        if (said := tuple(ways) or ("",)) != self._ways:
            self._ways = said
            self._say_what_fits()
            if self.words and self.parentWidget() is None:
                # Shown by itself it would flash as a window and take a key; its place shows it.
                self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)
            else:
                self.setVisible(bool(self.words))
            self.updateGeometry()
        if priority is not self._priority:
            self._priority = priority
        self._recolour()

    @property
    def words(self) -> str:
        """All there is to say, whether or not there is room for it."""
        return self._ways[0]

    def _say_what_fits(self) -> None:
        said = next((each for each in self._ways if self._fits(each)), self._ways[-1])
        if said != self.text():
            self.setText(said)
        self.setToolTip(self.words if said != self.words else "")

    def _fits(self, words: str) -> bool:
        metrics, inside = self.fontMetrics(), self.width() - 2 * _SIDE
        room = QRect(0, 0, inside, _LINES * metrics.lineSpacing())
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words)
        lines = round(needed.height() / metrics.lineSpacing())  # a bold line is a little higher
        return lines <= _LINES and needed.width() <= inside

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.pressed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_what_fits()

    def _inks(self, colours: Colours) -> tuple[str, str]:
        return {
            Priority.NONE: (colours.header, colours.text),
            Priority.LOW: (colours.amended, colours.text),
            Priority.MEDIUM: (colours.medium_alert, colours.medium_text),
            Priority.HIGH: (colours.high_alert, colours.high_text),
        }[self._priority]

    def _recolour(self) -> None:
        ink = QColor(self._inks(colours_of(self.palette()))[1])
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != ink:
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width, most = self._natural(self.words), metrics.averageCharWidth() * _LONG
        if width > most and len(self._ways) > 1:
            width = min(self._on_two_lines(self.words), most)
        return QSize(width, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the shortest words on two lines: none is ever cut off."""
        return QSize(self._on_two_lines(self._ways[-1]), self.sizeHint().height())

    def _natural(self, words: str) -> int:
        return self._width_of([words]) + 2 * _SIDE + 4

    def _on_two_lines(self, text: str) -> int:
        natural, words, width_of = self._natural(text), text.split(), self._width_of
        halves = [max(width_of(words[:cut]), width_of(words[cut:])) for cut in range(1, len(words))]
        return min(min(halves, default=natural) + 2 * _SIDE + 4, natural)

    def _width_of(self, words: Sequence[str]) -> int:
        return self.fontMetrics().horizontalAdvance(" ".join(words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._inks(colours_of(self.palette()))[0])
        painter.setPen(fill)
        painter.setBrush(fill)
        height = min(self.height(), self.heightForWidth(self.width()) + 6)
        box = QRectF(0.5, (self.height() - height) / 2 + 0.5, self.width() - 1, height - 1)
        painter.drawRoundedRect(box, 5, 5)
        painter.end()
        super().paintEvent(event)
