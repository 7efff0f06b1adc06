"""What speaks against going on, as words in the form: it asks, and blocks nothing else."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ketachart.ui.widgets.announcing import announce
from ketachart.ui.widgets.theme import colours_of
from ketachart.ui.widgets.wrapped_label import WrappedLabel

_RECOLOURING = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class Caution(QWidget):
    """A heading with its sign, the lines below it, and what answers them; hidden without lines."""

    def __init__(self, name: str, heading: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._heading = WrappedLabel(f"⚠ {heading}")
        self._lines = WrappedLabel()
        self._lines.setObjectName(f"{name}_lines")
        bold = self._heading.font()
        bold.setBold(True)
        self._heading.setFont(bold)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(10, 8, 10, 10)
        self._rows.setSpacing(6)
        self._rows.addWidget(self._heading)
        self._rows.addWidget(self._lines)
        self._recolour()
        self.hide()

    @property
    def words(self) -> str:
        """The lines shown; empty while it is hidden."""
        return self._lines.text()

    def add(self, part: QWidget) -> None:
        """Put an answer below the lines."""
        self._rows.addWidget(part)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Say these lines, or nothing."""
        words = "\n".join(lines)
        if words == self.words:
            return
        # A line that only counts minutes on is not said again.
        is_more = len(lines) > len(self.words.splitlines())
        self._lines.setText(words)
        self.setVisible(bool(words))
        if is_more:
            announce(self, f"{self._heading.text()} {words}")

    def _recolour(self) -> None:
        ink = QColor(colours_of(self.palette()).question_text)
        for label in (self._heading, self._lines):
            _ink(label, ink)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.question_text), 1.2))
        painter.setBrush(QColor(colours.question))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6), 6, 6)
        painter.end()


def _ink(label: QLabel, ink: QColor) -> None:
    palette = label.palette()
    if palette.color(QPalette.ColorRole.WindowText) != ink:
        palette.setColor(QPalette.ColorRole.WindowText, ink)
        label.setPalette(palette)
