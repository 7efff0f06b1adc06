"""A part that is as tall as what is in it, and scrolls where the window has less room."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget
from shiboken6 import isValid

from ketachart.ui.widgets.theme import TOUCH

_LEAST = 3 * TOUCH


class Roomy(QScrollArea):
    """Keeps a list of buttons from making its window taller than the screen."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._kept: QWidget | None = None
        self.setWidget(inner)

    def keep_in_view(self, part: QWidget | None) -> None:
        """Scroll so that one part is seen whole, however little room there is."""
        self._kept = part
        self._scroll_to_it()

    def _scroll_to_it(self) -> None:
        if self._kept is not None and isValid(self._kept):
            self.ensureWidgetVisible(self._kept, 0, 0)

    def _height(self) -> int:
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(self.viewport().width())
        return layout.sizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self._height(), _LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        done: bool = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize:
            self._scroll_to_it()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll_to_it()
