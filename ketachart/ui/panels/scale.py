"""A full scale: its items as large segments, the total beside them as they are answered."""

from ketachart.domain.acts import Act, ChartScore
from ketachart.domain.scales import SCALES, Scale, ScaleItem, scale_called
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.menu import MenuPanel
from ketachart.ui.presenters.chair import scale_due
from ketachart.ui.widgets.anchored import AnchoredChoice
from ketachart.ui.widgets.form import FieldRow, heading
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segmented, numbered


class ScalesPanel(MenuPanel):
    """Which scale; those that are due come first."""

    title = "Scale"

    def show_session(self, session: Session) -> None:
        if self.is_offered:
            return
        due = scale_due(session, self.settings, self.desk.now())
        for scale in sorted(SCALES, key=lambda each: each.code not in due):
            is_due = scale.code in due
            words = f"{scale.code} · {scale.name}{' · due' if is_due else ''}"
            self.offer(words, "score", scale.code, primary=is_due)


class ScorePanel(Panel):
    """The items of one scale; nothing is answered beforehand."""

    title = "Scale"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._scale: Scale | None = None
        self._answers: list[Segmented | AnchoredChoice] = []
        self._total = heading("")
        self._total.setObjectName("total")

    def be_about(self, subject: str) -> None:
        """Show the items of a scale, by its code."""
        self._scale = scale = scale_called(subject)
        if scale is None:
            return
        self.show_title(f"{scale.code} · {scale.name}")
        for number, item in enumerate(scale.items):
            self._ask(scale, item, number)
        if scale.items[1:]:
            self.add(self._total)
        self._observed = self.add_observed()
        self._follow()

    def _ask(self, scale: Scale, item: ScaleItem, number: int) -> None:
        answer: Segmented | AnchoredChoice
        if len(scale.items) == 1:
            answer = AnchoredChoice(item.anchors, item.label)
        else:
            meanings = [words for _, words in item.anchors]
            answer = Segmented(numbered(scale.low, scale.high, meanings), item.label)
            answer.chosen.connect(lambda _value, at=number: self._go_on(at))
        answer.setObjectName(f"item_{number + 1}")
        answer.chosen.connect(self._follow)
        self._answers.append(answer)
        label = f"{number + 1}. {item.label}" if scale.items[1:] else item.label
        self.add(FieldRow(label, answer))

    def _go_on(self, number: int) -> None:
        """After an answer the next item has the keys."""
        if number + 1 < len(self._answers):
            self._answers[number + 1].setFocus()
            self.scroll_to(self._answers[number + 1])

    def _follow(self) -> None:
        scale, answered = self._scale, [each.value for each in self._answers]
        if scale is None:
            return
        given = [int(value) for value in answered if value is not None]
        missing = len(answered) - len(given)
        most = scale.highest_total
        total = f"Total {sum(given)} of {most}" if most > 0 else f"Total {sum(given)}"
        self._total.setText(f"{total} · {missing} to answer" if missing else total)

    def act(self) -> Act:
        answered = [each.value for each in self._answers]
        return ChartScore(
            session=self.session_id,
            scale=self._scale.code if self._scale else "",
            items=[int(value) for value in answered if value is not None],
            observed_at=self.observed(self._observed),
        )
