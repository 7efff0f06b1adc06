"""The help: a page for each window and task, opened with F1; found, followed, saved as PDF."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ketachart.app.files import NotWritten
from ketachart.app.resources import picture_folder
from ketachart.ui.presenters.help_topics import CARD, CONTENTS, KEYS, results_page, topic_of
from ketachart.ui.shortcuts import HELP_BACK, HELP_FIND
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import TextField
from ketachart.ui.widgets.opened_file import open_file
from ketachart.ui.widgets.path_field import usual_folder
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import BASE_POINTS, colours_of, window_size
from ketachart.ui.wording import title_of

FIRST_PAGE = "board"
_MARGIN = 18
_WIDEST_PICTURE = 900
_CELL_PADDING = 4
_DARK = 128
_SHADE = QColor(0, 0, 0, 110)
"""Over a picture in the dark, so that its words are no brighter than those beside it."""


class HelpWindow(QMainWindow):
    """Shows one page at a time; links lead to the others, and never out of the program."""

    page_shown = Signal(str)

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("help")
        self.setWindowTitle(title_of("Help"))
        self._pages = pages
        self._before: list[str] = []
        self._saved: Path | None = None
        self.page = ""
        self._text = _PageText()
        self._text.anchorClicked.connect(self._follow)
        self._find = TextField("find", "Find in the help", hint=f"find … {HELP_FIND}")
        self._back = ActionButton("Back", "back", key=HELP_BACK)
        self._contents = ActionButton("Contents", "contents")
        self._save = ActionButton("Save as PDF …", "save_page")
        self._open = ActionButton("Open it, to print", "open_file")
        self.bar = RefusalBar()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 10, _MARGIN, 0)
        head.setSpacing(8)
        head.addWidget(self._back)
        head.addWidget(self._contents)
        head.addWidget(self._find, stretch=1)
        head.addWidget(self._save)
        head.addWidget(self._open)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(head)
        rows.addWidget(self.bar)
        rows.addWidget(self._text, stretch=1)
        self.setCentralWidget(whole)
        self._open.hide()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._back.clicked.connect(self.go_back)
        self._contents.clicked.connect(lambda: self.show_page(CONTENTS))
        self._find.returnPressed.connect(self.find_typed)
        self._save.clicked.connect(self._ask_where)
        self._open.clicked.connect(self._open_saved)
        for key, act in (
            ("Esc", self.close),
            (HELP_BACK, self.go_back),
            (HELP_FIND, self._find.setFocus),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # ── Pages ────────────────────────────────────────────────────────────────────────────────

    def show_about(self, key: str, window: QWidget | None) -> None:
        """Show the page about a window, named by its key, and what is open in it."""
        self.show_page(topic_of(key, window, self._pages))

    def show_page(self, page: str) -> None:
        """Show a page, the board's where there is none of that name."""
        if self.page and self.page != page:
            self._before.append(self.page)
        self._turn_to(page)

    def go_back(self) -> None:
        """Show the page that was shown before."""
        if self._before:
            self._turn_to(self._before.pop())

    def find_typed(self) -> None:
        """List the pages that say what was typed."""
        if self._find.typed:
            if self.page:
                self._before.append(self.page)
            self.page = ""
            self._show(results_page(self._pages, self._find.typed))
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_to(self, page: str) -> None:
        self.page = page if page in self._pages else FIRST_PAGE
        words = self._pages.get(self.page, "")
        way_on = f"\n\n[Contents]({CONTENTS}.md) · [Every key]({KEYS}.md)"
        self._show(f"{words}{way_on}")
        self.page_shown.emit(self.page)

    def _show(self, words: str) -> None:
        self.bar.clear()
        self._open.hide()
        self._saved = None
        self._save.setVisible(bool(self.page))
        self._back.setEnabled(bool(self._before))
        self._text.show_words(words)

    def _follow(self, link: QUrl) -> None:
        page = link.path().removesuffix(".md")
        if page in self._pages:
            self.show_page(page)

    # ── Paper ────────────────────────────────────────────────────────────────────────────────

    def _ask_where(self) -> None:
        # Opened, not executed: nothing waits for it, and no other window is blocked.
        name = str(usual_folder() / f"ketachart-{self.page}.pdf")
        dialog = QFileDialog(self, "Save the page as PDF", name, "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda chosen: self.save_page(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_page(self, file: Path) -> None:
        """Put the page that is shown into a PDF; a quick card in large letters."""
        from ketachart.paper.help_pdf import CARD as LARGE
        from ketachart.paper.help_pdf import PAGE, write_help

        sizes = LARGE if self.page.startswith(CARD) else PAGE
        try:
            write_help(file, self._pages[self.page], picture_folder(), sizes)
        except NotWritten as error:
            self.bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        self.bar.tell(f"Saved: {file}")
        self._saved = file
        self._open.show()

    def _open_saved(self) -> None:
        if self._saved is not None:
            open_file(self._saved, self.bar)

    def sizeHint(self) -> QSize:
        return window_size(self, 860, 760)


class _PageText(QTextBrowser):
    """The text of a page, its pictures as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("help_text")
        self.setAccessibleName("Help page")
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(_MARGIN)
        # Always there, or a page that needs it would leave less room than its pictures were given.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._shown_width = 0

    def show_words(self, words: str) -> None:
        """Show a page from its top."""
        self._shown_width = self._room
        self.setMarkdown(words)
        self._rule_tables()
        self._space_headings()

    @property
    def _room(self) -> int:
        """How wide a picture may be, in points of the screen."""
        grown = self.font().pointSizeF() / BASE_POINTS
        most = round(_WIDEST_PICTURE * grown)
        return max(min(self.viewport().width() - 2 * _MARGIN, most), 1)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the help, by its file's name; nothing else is ever read."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        image = QImage(str(picture_folder() / Path(QUrl(name).path()).name))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        width = round(min(self._room, image.width() * self._grown) * ratio)
        smooth = Qt.TransformationMode.SmoothTransformation
        fitted = image.convertToFormat(QImage.Format.Format_RGB32).scaledToWidth(width, smooth)
        if self.palette().base().color().lightness() < _DARK:
            _darken(fitted)
        fitted.setDevicePixelRatio(ratio)
        return fitted

    @property
    def _grown(self) -> float:
        return max(self.font().pointSizeF() / BASE_POINTS, 1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._room != self._shown_width:
            self._shown_width = self._room
            self._fit_pictures()

    def _fit_pictures(self) -> None:
        document = self.document()
        kind = QTextDocument.ResourceType.ImageResource
        for each in document.allFormats():
            if each.isImageFormat():
                name = QUrl(each.toImageFormat().name())
                document.addResource(kind.value, name, self.loadResource(kind.value, name))
        document.markContentsDirty(0, document.characterCount())

    def _rule_tables(self) -> None:
        """Draw the lines of tables in a colour of the palette; Qt has one that dazzles at night."""
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format().toTableFormat()
                look.setBorderBrush(QColor(colours_of(self.palette()).strong_line))
                look.setCellPadding(_CELL_PADDING)
                look.setTopMargin(_CELL_PADDING)
                look.setBottomMargin(2 * _CELL_PADDING)
                frame.setFormat(look)

    def _space_headings(self) -> None:
        """Let a heading stand nearer to what follows than to what is above it."""
        above = QTextBlockFormat()
        above.setTopMargin(_MARGIN)
        block = self.document().begin().next()
        while block.isValid():
            if block.blockFormat().headingLevel():
                QTextCursor(block).mergeBlockFormat(above)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.document().characterCount() > 1:
            self._rule_tables()
            self._fit_pictures()


def _darken(picture: QImage) -> None:
    """Exchange light and dark in a 32-bit picture and keep its hues; a light one would dazzle."""
    rows = np.frombuffer(picture.bits(), np.uint8).reshape(picture.height(), -1, 4)
    colours = rows[:, :, :3]
    colours += 255 - colours.max(axis=2, keepdims=True) - colours.min(axis=2, keepdims=True)
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), _SHADE)
    painter.end()
