"""Taking an inventory: every product, counted blind by two."""

from typing import ClassVar

from ketachart.domain.acts import Act, TakeInventory
from ketachart.domain.stock import Stock
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.inventories import KINDS, MOMENTS
from ketachart.ui.presenters.ledger import (
    Compared,
    compare_counts,
    method_choices,
    product_words,
    stocks_of,
)
from ketachart.ui.widgets.blind_counts import BlindCounts
from ketachart.ui.widgets.form import ChoiceField, sentence
from ketachart.ui.widgets.panel import Panel


class InventoryPanel(Panel):
    """Kind, end of the day, and two counts of all that is kept."""

    title: ClassVar[str] = "Take an inventory"
    verb: ClassVar[str] = "Compare"

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk, "")
        self._stocks = stocks_of(desk.world)
        self._has_compared = False
        self._asked: set[tuple[str, tuple[str, str]]] = set()
        self._kind = ChoiceField("kind", "Kind", KINDS, value=kind)
        self._moment = ChoiceField("moment", "Taken at", MOMENTS)
        products = [(stock.product.id, product_words(stock)) for stock in self._stocks]
        people = ("Your count", "The second person's count")
        self._counts = BlindCounts(products, people, method_choices(desk.world))
        self._result = sentence(name="compared")
        self.add_field("Kind", self._kind)
        self.add_field("Taken at", self._moment)
        self.add(sentence("Count all that is on the shelf, expired stock too; enter zero as 0."))
        self.add(self._counts)
        self.add(self._result)
        self.ask_own()
        self.ask_second("Counted with")

    def submit_typed(self) -> bool:
        """Compare first; what was counted can't be changed once the ledger's figure is known."""
        if self._has_compared:
            return super().submit_typed()
        told = []
        for stock in self._stocks:
            compared = self._compared(stock)
            told.append(f"{product_words(stock)}: {compared.words}")
            if not compared.may_record:
                self._result.setText(told[-1])
                self._counts.focus(stock.product.id)
                return False
        self._has_compared = True
        self._result.setText("\n".join(told))
        self._counts.freeze()
        self.submit_button.setText("Record the inventory")
        return False

    def _compared(self, stock: Stock) -> Compared:
        product = stock.product.id
        first, second = self._counts.typed(product, 0), self._counts.typed(product, 1)
        is_sure = (product, first) in self._asked
        compared = compare_counts(stock, first, second, is_sure=is_sure)
        if compared.asks:
            self._asked.add((product, first))
        return compared

    def act(self) -> Act:
        lines = []
        for stock in self._stocks:
            sealed, open_ml = self._counts.typed(stock.product.id, 0)
            method = self._counts.method(stock.product.id)
            lines.append(
                {
                    "product": stock.product.id,
                    "sealed": sealed,
                    "open_ml": open_ml,
                    "method": method or None,
                }
            )
        return TakeInventory(
            kind=self._kind.value,
            moment=self._moment.value,
            date=self.desk.today.isoformat(),
            lines=lines,
            witness=(self.second.person or None) if self.second is not None else None,
        )
