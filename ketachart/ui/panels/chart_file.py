"""The chart as a file: to read and print, or for another program."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Phase, Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.on_paper import FilePanel, file_name
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence


class ChartFilePanel(FilePanel):
    """The whole chart as PDF, or as a FHIR document."""

    title: ClassVar[str] = "The chart as a file"
    verb: ClassVar[str] = "Save as PDF"
    locked_in: ClassVar[frozenset[Phase]] = frozenset()

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.add(
            sentence(
                "The PDF is to read and to print. The FHIR file (R4, JSON) is for another "
                "program, such as a hospital's record. Both hold the patient's name and all that "
                "was charted, and are not encrypted. That they were made is put on record."
            )
        )
        self._fhir = ActionButton("Save as FHIR", "save_fhir")
        self._fhir.clicked.connect(self._save_fhir)
        self.add_file_parts()
        self.add(self._fhir)

    def submit_typed(self) -> bool:
        """Write the PDF."""
        from ketachart.app.interchange import PDF
        from ketachart.paper.chart_pdf import write_chart
        from ketachart.paper.gathering import chart_on_paper

        clinic, by = self.desk.clinic, self.desk.turn.person

        def write(session: Session, path: Path) -> None:
            write_chart(path, chart_on_paper(clinic, session, by))

        return self._save("pdf", PDF, write)

    def _save_fhir(self) -> None:
        from ketachart.app.interchange import FHIR, write_session_fhir

        clinic = self.desk.clinic
        self._save("json", FHIR, lambda session, path: write_session_fhir(clinic, session, path))

    def _save(self, ending: str, kind: str, write: Callable[[Session, Path], None]) -> bool:
        from ketachart.app.interchange import record_saved

        clinic, turn, session = self.desk.clinic, self.desk.turn, self.session
        if session is None:
            return False
        refusal = clinic.may_read(turn, "chart.read")
        if isinstance(refusal, Refusal):
            self.explain(refusal)
            return False
        name = file_name("chart", session, ending)
        if not self.written(name, lambda path: write(session, path)):
            return False
        record_saved(clinic, session, kind, turn)
        return True
