"""Closing a day with two signatures."""

from datetime import date
from typing import ClassVar

from ketachart.domain.acts import Act, CloseDay
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.panel import Panel


class CloseDayPanel(Panel):
    """Two persons sign; the day's log never changes again."""

    title: ClassVar[str] = "Close the day"
    verb: ClassVar[str] = "Close the day"

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk, "")
        self._day = day
        self.add(
            sentence(
                f"{day}: its log never changes again. What comes later stands in the"
                " log of the next open day, with its true date and time."
            )
        )
        self.ask_own()
        self.ask_second("Second signature")

    def act(self) -> Act:
        return CloseDay(
            date=self._day.isoformat(),
            witness=self.second.person if self.second is not None else None,
        )
