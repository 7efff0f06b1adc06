"""A page to read: titled sections of lines, what matters most on a coloured ground."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.sheet import SheetLine, SheetSection
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.form import heading, mute, sentence

_LABEL_CHARACTERS = 16


class FactSheet(QWidget):
    """Shows sections below one another; it takes no focus."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._sections: tuple[SheetSection, ...] = ()
        self._page = QWidget()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self._page)

    @property
    def text(self) -> str:
        """All that the sheet says, a line each."""
        return "\n".join(
            part
            for section in self._sections
            for part in (
                section.title,
                *(f"{line.label}: {line.words}" for line in section.lines),
                *(() if section.lines else (section.empty,)),
            )
        )

    def show_sections(self, sections: Sequence[SheetSection]) -> None:
        """Show other sections; nothing is built anew while they stay the same."""
        if tuple(sections) == self._sections:
            return
        self._sections = tuple(sections)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for section in self._sections:
            self._add_section(grid, section)
        old, self._page = self._page, page
        self._rows.replaceWidget(old, page)
        old.hide()
        old.deleteLater()

    def _add_section(self, grid: QGridLayout, section: SheetSection) -> None:
        grid.addWidget(heading(section.title), grid.rowCount(), 0, 1, 2)
        for line in section.lines:
            row = grid.rowCount()
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._label(line), row, 0, top)
            grid.addWidget(sentence(line.words), row, 1, top)
        if not section.lines:
            grid.addWidget(sentence(section.empty), grid.rowCount(), 0, 1, 2)

    def _label(self, line: SheetLine) -> QLabel:
        width = self.fontMetrics().averageCharWidth() * _LABEL_CHARACTERS
        label: QLabel
        if line.priority > Priority.NONE:
            badge = Badge("")
            badge.show_words(line.label, line.priority)
            label = badge
        else:
            label = sentence(line.label)
            mute(label)
        label.setFixedWidth(width)
        return label
