"""Counting a product blind, by two; and saying what a difference was."""

from typing import ClassVar

from ketachart.domain.acts import Act, CountStock, ResolveDifference
from ketachart.ui.desk import Desk
from ketachart.ui.panels.stock_panels import StockPanel
from ketachart.ui.presenters.ledger import (
    CLASSIFICATIONS,
    DEADLINES,
    compare_counts,
    container_choices,
    method_choices,
)
from ketachart.ui.widgets.blind_counts import KeptApart
from ketachart.ui.widgets.form import (
    ChoiceField,
    LongTextField,
    NumberField,
    TextField,
    heading,
    sentence,
)
from ketachart.ui.widgets.tick_list import TickList


class CountPanel(StockPanel):
    """Both count apart; the expected figure shows only after both have entered theirs."""

    title: ClassVar[str] = "Count"
    verb: ClassVar[str] = "Compare"

    def __init__(self, desk: Desk, product: str) -> None:
        self._has_compared = False
        self._asked: tuple[list[str], list[str]] | None = None
        super().__init__(desk, product)

    def build(self) -> None:
        self.add(sentence("Count on the shelf, each on your own, then enter what you counted."))
        self._first = self._count("", "Your count")
        self._second = self._count("second_", "The second person's count")
        self._apart = KeptApart(self, self._first, self._second)
        self._method = ChoiceField(
            "method", "How the open volume was found", method_choices(self.desk.world)
        )
        self._method.choose(next(iter(self.desk.world.profile.count_methods)))
        self.add_field("How the open volume was found", self._method)
        self._result = sentence(name="compared")
        self.add(self._result)
        self.ask_second("Second person")

    def _count(self, prefix: str, title: str) -> tuple[NumberField, NumberField]:
        unit = f"{self.stock.product.container}s"
        sealed = NumberField(f"{prefix}sealed", f"{title}: sealed")
        open_ml = NumberField(f"{prefix}open_ml", f"{title}: open mL")
        self.add(heading(title))
        self.add_field("Sealed", sealed, unit=unit)
        self.add_field("In opened ones, together", open_ml, unit="mL")
        return sealed, open_ml

    def submit_typed(self) -> bool:
        """Compare first, then record; a figure can't be changed once the ledger's is known."""
        if self._has_compared:
            return super().submit_typed()
        first = [field.typed or "" for field in self._first]
        second = [field.typed or "" for field in self._second]
        is_sure = self._asked == (first, second)
        compared = compare_counts(self.stock, first, second, is_sure=is_sure)
        self._asked = (first, second) if compared.asks else None
        self._result.setText(compared.words)
        if compared.may_record:
            self._has_compared = True
            self._apart.show_all()
            for field in (*self._first, *self._second):
                field.setReadOnly(True)
            self.submit_button.setText("Record the count")
        return False

    def act(self) -> Act:
        sealed, open_ml = self._first
        return CountStock(
            product=self.product,
            sealed=sealed.typed,
            open_ml=open_ml.typed,
            method=self._method.value or None,
            witness=self.witness,
        )


class ResolvePanel(StockPanel):
    """Say what the difference was; loss and theft have their deadlines."""

    title: ClassVar[str] = "Resolve a difference"
    verb: ClassVar[str] = "Record"

    def build(self) -> None:
        unresolved = self.stock.unresolved
        found = f"The last count {unresolved.words}." if unresolved else "No difference is open."
        self._kind = ChoiceField("classification", "What it was", CLASSIFICATIONS)
        self._explanation = LongTextField("explanation", "What happened", lines=3)
        self._reference = TextField("reference", "Form or report number")
        choices = container_choices(self.containers)
        self._vials = TickList("vials", "Containers concerned", choices)
        self._deadlines = sentence(DEADLINES, "deadlines")
        self._deadlines.hide()
        self._kind.currentIndexChanged.connect(self._chosen)
        self.add(sentence(found, "difference"))
        self.add_field("What it was", self._kind)
        self.add(self._deadlines)
        self.add_field("What happened", self._explanation)
        self.add_field("Containers concerned", self._vials, hint="Tick those missing or put right.")
        self._other = TextField("other_vials", "Others, by name")
        self.add_field(
            "Others, by name", self._other, hint="Such as K5301-1, where it left the stock."
        )
        self.add_field("Form or report number", self._reference)
        self.ask_second("Second person")

    def _chosen(self) -> None:
        self._deadlines.setVisible(self._kind.value in {"loss", "theft"})

    def done(self) -> None:
        if self._kind.value == "counting-error":
            self.told.emit("Noted. The difference stands until a count agrees: count again.")
        super().done()

    def act(self) -> Act:
        named = [name.strip() for name in self._other.typed.split(",") if name.strip()]
        return ResolveDifference(
            product=self.product,
            classification=self._kind.value,
            explanation=self._explanation.typed,
            reference=self._reference.typed or None,
            vials=[*self._vials.ticked, *named],
            witness=self.witness,
        )
