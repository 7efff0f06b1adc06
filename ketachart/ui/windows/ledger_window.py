"""The ledger: stock by product, a day's log as it prints, and closing the day."""

from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ketachart.ui.desk import Desk
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.windows.day_page import DayPage, LogFiles
from ketachart.ui.windows.stock_page import StockPage
from ketachart.ui.wording import title_of

__all__ = ["LedgerWindow", "LogFiles"]

_PAGES = (Segment(value="stock", text="Stock"), Segment(value="day", text="Day log"))


class LedgerWindow(QMainWindow):
    """Two pages: what is there, and what became of it each day."""

    take_over_asked = Signal()

    def __init__(self, desk: Desk, files: LogFiles) -> None:
        super().__init__()
        self.setObjectName("ledger")
        self.setWindowTitle(title_of("Ledger"))
        self._desk = desk
        self.stock_page = StockPage(desk)
        self.day_page = DayPage(desk, files)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.stock_page)
        self._pages.addWidget(self.day_page)
        self._which = Segmented(_PAGES, "Page of the ledger")
        self._which.setObjectName("page")
        self._which.set_value("stock")
        self._which.chosen.connect(self.show_page)
        self._lay_out()

    def _lay_out(self) -> None:
        title = QLabel("Controlled substances")
        title.setFont(scaled(title.font(), 1.25, bold=True))
        site = self._desk.world.site
        registered = QLabel(f"{site.name} · DEA registration {site.dea_registration}")
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(18)
        head.addWidget(title)
        head.addWidget(self._which)
        head.addStretch(1)
        head.addWidget(registered)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self._pages, stretch=1)
        self.setCentralWidget(whole)

    def show_page(self, page: str) -> None:
        """Show the stock, or the log of a day."""
        self._which.set_value(page)
        shown: StockPage | DayPage = self.day_page if page == "day" else self.stock_page
        self._pages.setCurrentWidget(shown)
        shown.refresh()

    def show_day(self, day: date) -> None:
        """Show the log of one day."""
        self.day_page.show_day(day)
        self.show_page("day")

    def sizeHint(self) -> QSize:
        return QSize(1320, 800)
