"""The ledger: stock by product, a day's log as it prints, and closing the day."""

from datetime import date

from PySide6.QtGui import QCloseEvent, QShowEvent

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import LogFiles
from ketachart.ui.windows.close_page import ClosePage
from ketachart.ui.windows.containers_page import ContainersPage
from ketachart.ui.windows.day_page import DayPage
from ketachart.ui.windows.differences_page import DifferencesPage
from ketachart.ui.windows.inspection_page import InspectionPage
from ketachart.ui.windows.inventories_page import InventoriesPage
from ketachart.ui.windows.paged_window import PagedWindow, PageEntry
from ketachart.ui.windows.rules_page import RulesPage
from ketachart.ui.windows.stock_page import StockPage


class LedgerWindow(PagedWindow):
    """What is there, and what became of it each day."""

    def __init__(self, desk: Desk, files: LogFiles) -> None:
        stock, day, site = StockPage(desk), DayPage(desk, files), desk.world.site
        inspection = InspectionPage(desk, files.packet_steps)
        super().__init__(
            "ledger",
            "Ledger",
            f"{site.name} · DEA registration {site.dea_registration}",
            (
                PageEntry(key="stock", title="Stock", page=stock),
                PageEntry(key="day", title="Day log", page=day),
                PageEntry(key="close", title="Close", page=ClosePage(desk, files)),
                PageEntry(key="differences", title="Differences", page=DifferencesPage(desk)),
                PageEntry(
                    key="inventories", title="Inventories", page=InventoriesPage(desk, files)
                ),
                PageEntry(key="rules", title="Rules", page=RulesPage(desk)),
                PageEntry(key="containers", title="Search", page=ContainersPage(desk)),
                PageEntry(key="inspection", title="Inspection", page=inspection),
            ),
        )
        self._desk = desk
        self._seen: set[tuple[str, str]] = set()
        desk.turn_changed.connect(self._record_sight)
        self.stock_page, self.day_page = stock, day
        self.inspection_page = inspection

    def show_page(self, key: str) -> None:
        """Show a page, brought up to date."""
        super().show_page(key)
        self._record_sight()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._record_sight()

    def _record_sight(self) -> None:
        """Record which pages somebody saw who has no part in the clinic's work."""
        person = self._desk.turn.person
        sight = (person.id, self.shown)
        if sight in self._seen or not self.isVisible() or may(person, "chart.read"):
            return
        self._seen.add(sight)
        self._desk.clinic.record_reading(f"ledger, page {self.shown}", self._desk.turn)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A packet that is being written is given up with the window."""
        self.inspection_page.stop()
        super().closeEvent(event)

    def show_day(self, day: date) -> None:
        """Show the log of one day."""
        self.day_page.show_day(day)
        self.show_page("day")
