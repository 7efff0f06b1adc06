"""Everything a clinic keeps, its charts drawn as PDF."""

from collections.abc import Generator, Iterator

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.packet import Progress
from ketachart.app.whole_export import ExportWish, write_export
from ketachart.domain.session import Session
from ketachart.paper.chart_pdf import chart_document
from ketachart.paper.gathering import chart_on_paper
from ketachart.paper.page import page_by_page


def export_steps(clinic: Clinic, wish: ExportWish, turn: Turn) -> Generator[Progress, None, None]:
    """Write everything, a step at a time; closing the iterator gives it up.

    Raises:
        NotWritten: the folder is there already, or the disk failed.
    """

    def printed(session: Session) -> Iterator[bytes]:
        return page_by_page(chart_document(chart_on_paper(clinic, session, turn.person)))

    return write_export(clinic, wish, turn, printed)
