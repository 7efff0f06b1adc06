"""The bag: drawn from which vials, to what volume, verified by a second person."""

from PySide6.QtWidgets import QLabel

from ketachart.domain.acts import Act, Prepare
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.chair import ordered_words
from ketachart.ui.presenters.preparing import bag_words, vial_choices, wanted_words
from ketachart.ui.presenters.sums import bag_sums
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField, FieldRow, NumberField, sentence

_MOST_VIALS = 4
_SIDES = 24


class PreparePanel(GuardedPanel):
    """Vials and volumes, with what the bag comes to while they are typed."""

    title = "Prepare the bag"
    verb = "Record the bag"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._order = sentence(name="ordered")
        self._wanted = sentence(name="wanted")
        self._comes_to = sentence(name="bag_words")
        self._draws: list[tuple[ChoiceField, NumberField, tuple[FieldRow, FieldRow]]] = []
        self._labels: dict[str, str] = {}
        self._bag = NumberField("bag_ml", "Final volume of the bag")
        self.add(self._order)
        for number in range(1, _MOST_VIALS + 1):
            self._add_draw(number)
        self._more = ActionButton("Draw from another vial", "add_vial")
        self._more.clicked.connect(self._show_next)
        self.add(self._more)
        self.add(self._wanted)
        self.add_field("Final volume of the bag", self._bag, unit="mL")
        self.add(self._comes_to)
        self.add_sums()
        self.ask_second("Verified by")
        self._bag.textChanged.connect(self._follow)
        self._offer_vials()

    def _add_draw(self, number: int) -> None:
        suffix = "" if number == 1 else f"_{number}"
        vial = ChoiceField(f"vial{suffix}", f"Vial {number}")
        ml = NumberField(f"ml{suffix}", f"Drawn from vial {number}")
        rows = (
            self.add_field(f"Vial {number}: strength, what is left, expiry", vial),
            self.add_field("Drawn from it", ml, unit="mL"),
        )
        self._draws.append((vial, ml, rows))
        vial.currentIndexChanged.connect(self._follow)
        ml.textChanged.connect(self._follow)
        if number > 1:
            for row in rows:
                row.hide()

    def _show_next(self) -> None:
        hidden = [(vial, rows) for vial, _, rows in self._draws if rows[0].isHidden()]
        vial, rows = hidden[0]
        for row in rows:
            row.show()
        self._more.setVisible(len(hidden) > 1)
        vial.setFocus()

    def _offer_vials(self) -> None:
        today = self.desk.today
        found = vial_choices(self.desk.world, today)
        self._labels = {each.vial: each.label for each in found}
        for vial, _, _ in self._draws:
            vial.offer([(each.vial, each.words) for each in found], value=vial.value)
            vial.view().setMinimumWidth(vial.view().sizeHintForColumn(0) + _SIDES)

    def show_session(self, session: Session) -> None:
        if session.order is not None:
            self._order.setText(f"Ordered: {ordered_words(session.order.dose)}")
        self._offer_vials()
        self._follow()

    def _follow(self, *_: object) -> None:
        session = self.session
        if session is None:
            return
        first = self._draws[0][0].value
        _say(self._wanted, wanted_words(session, self.desk.world, first))
        for vial, _ml, rows in self._draws:
            rows[0].hint(self._labels.get(vial.value, ""))
        _say(self._comes_to, bag_words(session, self.desk.world, self._drawn(), self._bag.typed))
        self.show_sums()

    def _drawn(self) -> list[tuple[str, str | None]]:
        return [(each.value, ml.typed) for each, ml, _ in self._draws]

    def disagreements(self) -> tuple[Disagreement, ...]:
        session = self.session
        if session is None:
            return ()
        return bag_sums(session, self.desk.world, self._drawn(), self._bag.typed)

    def act(self) -> Act:
        return Prepare(
            session=self.session_id,
            draws=[
                {"vial": vial.value, "ml": ml.typed}
                for vial, ml, rows in self._draws
                if not rows[0].isHidden() and (vial.value or ml.typed)
            ],
            bag_ml=self._bag.typed,
            verified_by=self.second.person if self.second else "",
        )


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
