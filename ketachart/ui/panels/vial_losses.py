"""What is wasted from a vial, and what is broken."""

from typing import ClassVar

from ketachart.domain.acts import Act, BreakContainer, WasteStock
from ketachart.ui.panels.stock_panels import StockPanel
from ketachart.ui.presenters.ledger import container_choices
from ketachart.ui.widgets.form import ChoiceField, LongTextField, NumberField, TextField, UsualWords

_METHODS = ("binding cartridge", "sharps with absorbent")


class WasteVialPanel(StockPanel):
    """Waste from a vial before a witness."""

    title: ClassVar[str] = "Waste from a vial"
    verb: ClassVar[str] = "Waste"

    def build(self) -> None:
        self._vial = ChoiceField("vial", "Vial", container_choices(self.containers))
        self._ml = NumberField("ml", "Volume wasted")
        self._reason = TextField("reason", "Reason")
        self._method = TextField("method", "How it was destroyed")
        usual = UsualWords("method", _METHODS)
        usual.chosen.connect(self._method.setText)
        self.add_field("Vial", self._vial)
        self.add_field("Volume wasted", self._ml, unit="mL")
        self.add_field("Reason", self._reason, hint="Such as: expired in use.")
        self.add_field("How it was destroyed", self._method)
        self.add(usual)
        self.ask_second("Witness", may_wait=True)

    def act(self) -> Act:
        return WasteStock(
            source={"vial": self._vial.value},
            ml=self._ml.typed,
            reason=self._reason.typed,
            method=self._method.typed,
            witness=self.witness,
        )


class BreakPanel(StockPanel):
    """Record a broken container: all that was in it is gone."""

    title: ClassVar[str] = "Record a broken container"
    verb: ClassVar[str] = "Record"

    def build(self) -> None:
        self._vial = ChoiceField("vial", "Container", container_choices(self.containers))
        self._circumstances = LongTextField("circumstances", "What happened", lines=3)
        self.add_field("Container", self._vial)
        self.add_field("What happened", self._circumstances)
        self.ask_second("Who saw it", may_wait=True)

    def act(self) -> Act:
        return BreakContainer(
            vial=self._vial.value,
            circumstances=self._circumstances.typed,
            witness=self.witness,
        )
