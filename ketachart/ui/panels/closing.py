"""Closing a day in one go: both count blind, both sign, the day is closed."""

from datetime import date
from typing import ClassVar

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import Act, CloseDay, CountStock
from ketachart.domain.stock import Stock
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.ledger import Compared, compare_counts, method_choices, product_words
from ketachart.ui.widgets.blind_counts import BlindCounts
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.wording import said_of


class CountAndClosePanel(Panel):
    """Counts that agree are recorded and the day is closed at once; others are told first."""

    title: ClassVar[str] = "Count and close"
    verb: ClassVar[str] = "Close the day"

    def __init__(self, desk: Desk, day: date, to_count: tuple[Stock, ...]) -> None:
        super().__init__(desk, "")
        self._day = day
        self._to_count = {stock.product.id: stock.product for stock in to_count}
        self._asked: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {}
        self._has_told = False
        self.is_closed = False
        self._counts: BlindCounts | None = None
        if to_count:
            products = [(stock.product.id, product_words(stock)) for stock in to_count]
            self._counts = BlindCounts(
                products, ("Your count", "The second person's count"), method_choices(desk.world)
            )
            self.add(sentence("Count on the shelf, each on your own, then enter what you counted."))
            self.add(self._counts)
        else:
            self.add(sentence("Every product that moved was counted since."))
        self._result = sentence(name="compared")
        self.add(self._result)
        self.ask_own()
        self.ask_second("Second signature")

    def act(self) -> Act:
        return CloseDay(
            date=self._day.isoformat(),
            witness=self.second.person if self.second is not None else None,
        )

    def submit_typed(self) -> bool:
        """Compare, then record the counts and close; what differs is told before."""
        if not self._has_told and not self._has_compared():
            return False
        own = self.own.taken() if self.own is not None else ""
        second = self.second.taken() if self.second is not None else ""
        for product in tuple(self._to_count):
            if not self._record_count(product, second):
                return False
            del self._to_count[product]
        if self._counts is not None:
            self._result.setText("The counts are recorded.")
            self.submit_button.setText(self.verb)
        outcome = self.desk.perform(self.act(), own_secret=own, second_secret=second)
        if isinstance(outcome, Done):
            self.is_closed = True
            self.bar.clear()
            self.done()
            return True
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        else:
            said = said_of(outcome)
            self.bar.explain(said.sentence, said.remedy)
        return False

    def _has_compared(self) -> bool:
        """Whether all that was counted may be recorded without another look."""
        found = [(product, self._compared(product)) for product in self._to_count]
        unfit = next(((product, each) for product, each in found if not each.may_record), None)
        if unfit is not None:
            product, compared = unfit
            stock = self._stock(product)
            self._result.setText(f"{product_words(stock)}: {compared.words}")
            if self._counts is not None:
                self._counts.focus(product)
            return False
        told = [f"{product_words(self._stock(product))}: {each.words}" for product, each in found]
        self._result.setText("\n".join(told))
        if self._counts is not None:
            self._counts.freeze()
        self._has_told = True
        if any(each.differs for _, each in found):
            self.submit_button.setText("Record the counts")
            return False
        return True

    def _compared(self, product: str) -> Compared:
        if self._counts is None:
            raise LookupError(product)
        typed = (self._counts.typed(product, 0), self._counts.typed(product, 1))
        is_sure = self._asked.get(product) == typed
        compared = compare_counts(self._stock(product), *typed, is_sure=is_sure)
        if compared.asks:
            self._asked[product] = typed
        return compared

    def _stock(self, product: str) -> Stock:
        stock = self.desk.world.stock(product)
        if stock is None:
            raise LookupError(product)
        return stock

    def _record_count(self, product: str, second_secret: str) -> bool:
        if self._counts is None or self.second is None:
            return False
        sealed, open_ml = self._counts.typed(product, 0)
        act = CountStock(
            product=product,
            sealed=sealed,
            open_ml=open_ml,
            method=self._counts.method(product) or None,
            witness=self.second.person or None,
        )
        outcome = self.desk.perform(act, second_secret=second_secret)
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        elif not isinstance(outcome, Done):
            said = said_of(outcome)
            self.bar.explain(said.sentence, said.remedy)
        return isinstance(outcome, Done)
