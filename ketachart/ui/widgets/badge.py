"""A few words on a coloured ground: allergies, risks, alerts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets.theme import Colours, colours_of, scaled

_SIDE = 8
# The first comes before the widget has its new palette, the second when it has.
_RECOLOURING = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class Badge(QLabel):
    """Words whose ground says how much they matter; without words it is not there."""

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
        self.hide()

    def show_words(self, words: str, priority: Priority) -> None:
        """Say something, or nothing."""
        if words != self.text():
            self.setText(words)
            if words and self.parentWidget() is None:
                # Shown by itself it would flash as a window and take a key; its place shows it.
                self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)
            else:
                self.setVisible(bool(words))
            self.updateGeometry()
        if priority is not self._priority:
            self._priority = priority
        self._recolour()

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
        words = self.fontMetrics()
        width = words.horizontalAdvance(self.text()) + 2 * _SIDE + 4
        return QSize(width, words.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """As narrow as two lines allow: long words stand in two, because none is ever cut off."""
        natural, words, width_of = self.sizeHint(), self.text().split(), self._width_of
        halves = [max(width_of(words[:cut]), width_of(words[cut:])) for cut in range(1, len(words))]
        narrow = min(halves, default=natural.width()) + 2 * _SIDE + 4
        return QSize(min(narrow, natural.width()), natural.height())

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
