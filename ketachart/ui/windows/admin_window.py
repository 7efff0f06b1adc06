"""Administration: what is set up once, kept in order, and looked into."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.windows.audit_page import AuditPage
from ketachart.ui.windows.backup_page import BackupPage
from ketachart.ui.windows.clinic_page import ClinicPage
from ketachart.ui.windows.conflicts_page import ConflictsPage
from ketachart.ui.windows.export_page import ExportPage
from ketachart.ui.windows.import_page import ImportPage
from ketachart.ui.windows.limits_page import LimitsPage
from ketachart.ui.windows.monitors_page import MonitorsPage
from ketachart.ui.windows.paged_window import PagedWindow, PageEntry
from ketachart.ui.windows.people_page import PeoplePage
from ketachart.ui.windows.program_page import ProgramPage
from ketachart.ui.windows.set_up_page import SetUpPage
from ketachart.ui.windows.workstations_page import WorkstationsPage

if TYPE_CHECKING:
    from ketachart.ui.synchroniser import Synchroniser

_ADMINISTERS = "person.add"


class AdminWindow(PagedWindow):
    """One page for each thing an administrator keeps."""

    page_asked = Signal(str)
    """A window's key and a page's, such as `ledger:stock`."""
    session_asked = Signal(str)

    def __init__(
        self, desk: Desk, keeper: Safekeeper, synchroniser: "Synchroniser | None" = None
    ) -> None:
        limits = PageEntry(key="limits", title="Limits and drugs", page=LimitsPage(desk))
        is_for_all = may(desk.turn.person, _ADMINISTERS)
        pages: tuple[PageEntry, ...] = (limits,)
        if is_for_all:
            pages = (*_all_pages(desk, keeper, limits), *_shared_pages(desk, synchroniser))
            pages += (PageEntry(key="monitors", title="Monitors", page=MonitorsPage(desk)),)
            pages += (PageEntry(key="import", title="Import", page=ImportPage(desk)),)
            pages += (PageEntry(key="program", title="Program", page=ProgramPage()),)
        super().__init__("admin", "Administration", desk.world.site.name, pages)
        self._desk = desk
        self._is_for_all = is_for_all
        self._which.setHidden(not is_for_all)
        for entry in pages:
            if isinstance(entry.page, SetUpPage):
                entry.page.asked.connect(self._lead)
            if isinstance(entry.page, ConflictsPage):
                entry.page.session_asked.connect(self.session_asked)
        desk.turn_changed.connect(self._follow_turn)

    def _follow_turn(self) -> None:
        """Close when someone takes over for whom other pages are."""
        if may(self._desk.turn.person, _ADMINISTERS) != self._is_for_all:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """An export that is being written is given up with the window."""
        for entry in self._entries.values():
            if isinstance(entry.page, ExportPage):
                entry.page.work.stop()
        super().closeEvent(event)

    def _lead(self, to: str) -> None:
        window, _, page = to.partition(":")
        if window == "admin":
            self.show_page(page)
        else:
            self.page_asked.emit(to)


def _all_pages(desk: Desk, keeper: Safekeeper, limits: PageEntry) -> tuple[PageEntry, ...]:
    """Every page, for whoever administers; who approves sees the limits alone."""
    return (
        PageEntry(key="set_up", title="Set-up", page=SetUpPage(desk)),
        PageEntry(key="people", title="People", page=PeoplePage(desk)),
        PageEntry(key="clinic", title="Clinic", page=ClinicPage(desk)),
        limits,
        PageEntry(key="audit", title="Audit", page=AuditPage(desk)),
        PageEntry(key="backup", title="Backup", page=BackupPage(desk, keeper)),
        PageEntry(key="export", title="Export", page=ExportPage(desk)),
    )


def _shared_pages(desk: Desk, synchroniser: "Synchroniser | None") -> tuple[PageEntry, ...]:
    """What is about other workstations; nothing in training, where there are none."""
    if synchroniser is None:
        return ()
    return (
        PageEntry(
            key="workstations", title="Workstations", page=WorkstationsPage(desk, synchroniser)
        ),
        PageEntry(key="conflicts", title="Conflicts", page=ConflictsPage(desk)),
    )
