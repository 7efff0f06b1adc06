"""The contraindications, one question each; nothing is answered beforehand."""

from ketachart.domain.acts import Act, Screen
from ketachart.domain.screening import ABSOLUTE, RELATIVE
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import QuestionRow, YesNo, heading
from ketachart.ui.widgets.panel import Panel


class ScreeningPanel(Panel):
    """Yes or no to each; `y` and `n` answer and go on."""

    title = "Screening"
    verb = "Record the screening"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._answers: dict[str, YesNo] = {}
        self.add(heading("Yes to one of these stops the order"))
        self._ask(ABSOLUTE)
        self.add(heading("To be known; these don't stop the order"))
        self._ask(RELATIVE)

    def _ask(self, items: dict[str, str]) -> None:
        for item, words in items.items():
            question = f"{words[0].upper()}{words[1:]}"
            field = YesNo(item, question)
            self._answers[item] = field
            self.add(QuestionRow(question, field))

    def act(self) -> Act:
        answers = {
            item: field.answer for item, field in self._answers.items() if field.answer is not None
        }
        return Screen(session=self.session_id, answers=answers)
