"""Opening what came of sessions: of one patient, or whatever the window showed last."""

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketachart.ui.navigation import Navigation

OUTCOMES = "outcomes"


def open_outcomes(to: "Navigation", patient: str = "") -> None:
    """Open or raise the outcomes, at a patient where one is named."""
    from ketachart.ui.windows.outcomes_window import OutcomesWindow

    to.show(OUTCOMES, partial(OutcomesWindow, to.desk))
    window = to.windows.get(OUTCOMES)
    if patient and isinstance(window, OutcomesWindow):
        window.show_patient(patient)
