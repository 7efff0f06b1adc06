"""What the ledger's panels have in common: they are about one product."""

from ketachart.domain.products import Container
from ketachart.domain.stock import Stock
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.ledger import product_words
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.panel import Panel


class StockPanel(Panel):
    """A panel about one product of the ledger."""

    def __init__(self, desk: Desk, product: str) -> None:
        super().__init__(desk, "")
        self.product = product
        self._about = sentence(product_words(self.stock), "product")
        self.add(self._about)
        self.build()

    def build(self) -> None:
        """Add the fields, below the product's name."""

    @property
    def stock(self) -> Stock:
        """The product's stock now."""
        stock = self.desk.world.stock(self.product)
        if stock is None:
            raise LookupError(self.product)
        return stock

    @property
    def containers(self) -> tuple[Container, ...]:
        """The product's containers in stock."""
        return self.desk.clinic.containers(self.product)

    @property
    def witness(self) -> str | None:
        """Who was chosen as second person."""
        return (self.second.person or None) if self.second is not None else None
