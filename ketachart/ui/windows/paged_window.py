"""A window of several pages, one of which is shown: the ledger, the administration."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segment, SegmentRows
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.wording import title_of

_BY_KEY = 10
"""Pages that have a key; the tenth has Alt+0."""


class Page(QWidget):
    """One page of such a window."""

    def refresh(self, _changed: object = None) -> None:
        """Show what is true now."""

    def begin(self) -> None:
        """Put the focus where work on the page begins: on its first control."""
        focused: QWidget | None = self.window().focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc stands on a panel's button, and the keys may be in the list beside it.
        panel = next((each for each in self.findChildren(Panel) if each.isVisible()), None)
        if event.key() == Qt.Key.Key_Escape and panel is not None:
            panel.finished.emit()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """A page with the key and the words it is chosen by."""

    key: str
    title: str
    page: Page


class PagedWindow(QMainWindow):
    """A title, the names of the pages, and the page that was chosen."""

    take_over_asked = Signal()

    def __init__(self, name: str, title: str, said: str, pages: Sequence[PageEntry]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWindowTitle(title_of(title))
        self._entries = {entry.key: entry for entry in pages}
        self._stack = QStackedWidget()
        for entry in pages:
            self._stack.addWidget(entry.page)
        segments = [Segment(value=entry.key, text=entry.title) for entry in pages]
        self._which = SegmentRows(segments, f"Page of: {title}")
        self._which.setObjectName("page")
        self._which.set_value(pages[0].key)
        self._which.chosen.connect(self.show_page)
        for number, entry in enumerate(pages[:_BY_KEY], start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number % 10}"), self)
            shortcut.activated.connect(partial(self.show_page, entry.key))
        self._lay_out(title, said)

    def _lay_out(self, title: str, said: str) -> None:
        words = QLabel(title)
        words.setFont(scaled(words.font(), 1.25, bold=True))
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(words)
        head.addStretch(1)
        head.addWidget(QLabel(said))
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(16, 12, 16, 0)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addWidget(self._which)
        rows.addWidget(self._stack, stretch=1)
        self.setCentralWidget(whole)

    def page(self, key: str) -> Page:
        """A page by its key."""
        return self._entries[key].page

    @property
    def shown(self) -> str:
        """The key of the page that is shown."""
        current = self._stack.currentWidget()
        return next(key for key, entry in self._entries.items() if entry.page is current)

    @property
    def help_topic(self) -> str:
        """What F1 is about: the page that is shown."""
        return self.shown

    def show_page(self, key: str) -> None:
        """Show a page, brought up to date."""
        page = self._entries[key].page
        self._which.set_value(key)
        self._stack.setCurrentWidget(page)
        page.refresh()
        page.begin()

    def sizeHint(self) -> QSize:
        return QSize(1320, 800)
