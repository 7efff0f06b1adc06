"""Keeping a controlled product that the clinic did not have before."""

from typing import ClassVar

from ketachart.domain.acts import ListProduct
from ketachart.domain.refusals import Code, Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.founding import Fault, product_of
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.product_fields import ProductFields


class ListProductPanel(Panel):
    """Another substance, strength, size or NDC; it is received once it is in the list."""

    title: ClassVar[str] = "Keep another product"
    verb: ClassVar[str] = "Keep it"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._fields = ProductFields()
        self.add(sentence("Each strength and size of container by its NDC. It stays in the list."))
        for label, field, unit in self._fields.labelled:
            self.add_field(label, field, unit=unit)

    def submit_typed(self) -> bool:
        """Record the product, or say what is wrong with what was typed."""
        world = self.desk.world
        kept = [stock.product for each in world.products() if (stock := world.stock(each))]
        found = product_of(self._fields.typed, kept)
        if isinstance(found, Fault):
            code, words = Code.INPUT_INVALID, found.sentence
            self.explain(Refusal(code=code, sentence=words, remedy="", about=found.about))
            return False
        return self.submit(ListProduct(product=found))
