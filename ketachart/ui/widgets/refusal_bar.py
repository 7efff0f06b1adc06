"""Why something was refused: a calm bar in the window, never a box over it."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ketachart.ui.widgets.announcing import announce
from ketachart.ui.widgets.theme import TOUCH, Colours, colours_of, scaled
from ketachart.ui.widgets.wrapped_label import WrappedLabel

_RECOLOURING = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class RefusalBar(QWidget):
    """The sentence, the way out, and the code to quote; it takes no focus and blocks nothing."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence, self._remedy = WrappedLabel("", self), WrappedLabel("", self)
        self._code = QLabel(self)
        self._close = QPushButton("OK", self)
        self._is_notice = False
        self._set_up()
        self._recolour()
        self.hide()

    def _set_up(self) -> None:
        bold = self._sentence.font()
        bold.setBold(True)
        self._sentence.setFont(bold)
        for label in (self._sentence, self._remedy):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._code.setTextInteractionFlags(selectable)
        self._code.setFont(scaled(self._code.font(), 0.84))
        self._code.setToolTip("The code of this refusal, as the help explains it")
        self._close.setMinimumSize(TOUCH, TOUCH)
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(self._dismiss)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._remedy)
        words.addWidget(self._code)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOUCH, 6, 8, 6)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self._close)

    @property
    def sentence(self) -> str:
        """What the bar says, or nothing while it is hidden."""
        return self._sentence.text() if not self.isHidden() else ""

    def tell(self, sentence: str) -> None:
        """Say something that is no refusal, in quiet colours."""
        self.explain(sentence)
        self._is_notice = True
        self._recolour()
        self.update()

    def explain(self, sentence: str, remedy: str = "", code: str = "") -> None:
        """Show why something was refused and what can be done about it."""
        if self._is_notice:
            self._is_notice = False
            self._recolour()
        self._sentence.setText(sentence)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._code.setText(code)
        self._code.setVisible(bool(code))
        self.show()
        announce(self, " ".join(part for part in (sentence, remedy) if part))

    def clear(self) -> None:
        """Say nothing any more."""
        self.hide()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _recolour(self) -> None:
        ink = self._inks(colours_of(self.palette()))[1]
        for label in (self._sentence, self._remedy, self._code):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), QColor(ink))
            label.setPalette(palette)

    def _inks(self, colours: Colours) -> tuple[str, str]:
        """Ground and ink: of a refusal, or of a notice."""
        if self._is_notice:
            return colours.header, colours.text
        return colours.refused, colours.refused_text

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = (QColor(each) for each in self._inks(colours))
        painter.setPen(QPen(ink, 1.2))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6), 6, 6)
        side = min(self.fontMetrics().height() * 1.5, TOUCH - 12)
        sign = QRectF((TOUCH - side) / 2, (self.height() - side) / 2, side, side)
        painter.setBrush(ink)
        painter.drawEllipse(sign)
        painter.setPen(ground)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "i" if self._is_notice else "!")
        painter.end()
