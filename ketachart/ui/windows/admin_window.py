"""Administration: what is set up once, kept in order, and looked into."""

from PySide6.QtCore import Signal

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.windows.audit_page import AuditPage
from ketachart.ui.windows.backup_page import BackupPage
from ketachart.ui.windows.clinic_page import ClinicPage
from ketachart.ui.windows.limits_page import LimitsPage
from ketachart.ui.windows.paged_window import PagedWindow, PageEntry
from ketachart.ui.windows.people_page import PeoplePage
from ketachart.ui.windows.set_up_page import SetUpPage


class AdminWindow(PagedWindow):
    """One page for each thing an administrator keeps."""

    page_asked = Signal(str)
    """A window's key and a page's, such as `ledger:stock`."""

    def __init__(self, desk: Desk, keeper: Safekeeper) -> None:
        set_up = SetUpPage(desk)
        super().__init__(
            "admin",
            "Administration",
            desk.world.site.name,
            (
                PageEntry(key="set_up", title="Set-up", page=set_up),
                PageEntry(key="people", title="People", page=PeoplePage(desk)),
                PageEntry(key="clinic", title="Clinic", page=ClinicPage(desk)),
                PageEntry(key="limits", title="Limits and drugs", page=LimitsPage(desk)),
                PageEntry(key="audit", title="Audit", page=AuditPage(desk)),
                PageEntry(key="backup", title="Backup", page=BackupPage(desk, keeper)),
            ),
        )
        set_up.asked.connect(self._lead)
        if not may(desk.turn.person, "person.add"):
            self.show_page("limits")

    def _lead(self, to: str) -> None:
        window, _, page = to.partition(":")
        if window == "admin":
            self.show_page(page)
        else:
            self.page_asked.emit(to)
