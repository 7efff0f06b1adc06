"""The help: a short page for each window, opened with F1."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, QUrl, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextTable
from PySide6.QtWidgets import QMainWindow, QTextBrowser, QVBoxLayout, QWidget

from ketachart.ui.shortcuts import KEYS_PAGE
from ketachart.ui.widgets.theme import colours_of, window_size
from ketachart.ui.wording import title_of

FIRST_PAGE = "board"


class HelpWindow(QMainWindow):
    """Shows one page at a time; links lead to the others, and never out of the program."""

    page_shown = Signal(str)

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("help")
        self.setWindowTitle(title_of("Help"))
        self._pages = pages
        self.page = ""
        self._text = QTextBrowser()
        self._text.setObjectName("help_text")
        self._text.setAccessibleName("Help page")
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._text.document().setDocumentMargin(18)
        self._text.anchorClicked.connect(self._follow)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._text)
        self.setCentralWidget(whole)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.activated.connect(self.close)

    def show_page(self, page: str) -> None:
        """Show a page, the board's where there is none of that name."""
        self.page = page if page in self._pages else FIRST_PAGE
        words = self._pages.get(self.page, "")
        way_on = f"\n\n[Every key]({KEYS_PAGE}.md)" if KEYS_PAGE in self._pages else ""
        self._text.setMarkdown(words if self.page == KEYS_PAGE else f"{words}{way_on}")
        self._rule_tables()
        self.page_shown.emit(self.page)

    def _rule_tables(self) -> None:
        """Draw the lines of tables in a colour of the palette; Qt has one that dazzles at night."""
        for frame in self._text.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format().toTableFormat()
                look.setBorderBrush(QColor(colours_of(self.palette()).strong_line))
                frame.setFormat(look)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._rule_tables()

    def _follow(self, link: QUrl) -> None:
        page = link.path().removesuffix(".md")
        if page in self._pages:
            self.show_page(page)

    def sizeHint(self) -> QSize:
        return window_size(self, 640, 720)
