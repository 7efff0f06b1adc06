"""What comes into stock and what leaves it for another registrant."""

from typing import ClassVar

from ketachart.domain.acts import Act, DisposeStock, ReceiveStock, TransferStock
from ketachart.ui.panels.stock_panels import StockPanel
from ketachart.ui.presenters.ledger import container_choices
from ketachart.ui.widgets.form import NumberField, TextField, heading
from ketachart.ui.widgets.tick_list import TickList


class ReceivePanel(StockPanel):
    """Take a delivery into stock, counted by two."""

    title: ClassVar[str] = "Receive"
    verb: ClassVar[str] = "Receive"

    def build(self) -> None:
        self._containers = NumberField("containers", "Containers received")
        self._lot = TextField("lot", "Lot")
        self._expires = TextField("expires", "Expires", hint="2027-06-30")
        self._invoice = TextField("invoice", "Invoice")
        self._name = TextField("name", "Supplier")
        self._dea = TextField("dea_registration", "Supplier's DEA registration", hint="AB1234563")
        self._address = TextField("address", "Supplier's address")
        self.add_field("Containers received", self._containers, unit=self.stock.product.container)
        self.add_field("Lot, as on the label", self._lot)
        self.add_field("Expires", self._expires, hint="Year, month, day: 2027-06-30")
        self.add_field("Invoice", self._invoice)
        self.add(heading("Supplier"))
        self.add_field("Name", self._name)
        self.add_field("DEA registration", self._dea)
        self.add_field("Address", self._address)
        self.ask_second("Counted with")

    def act(self) -> Act:
        return ReceiveStock(
            product=self.product,
            containers=self._containers.typed,
            lot=self._lot.typed,
            expires=self._expires.typed,
            invoice=self._invoice.typed,
            supplier={
                "name": self._name.typed,
                "dea_registration": self._dea.typed,
                "address": self._address.typed,
            },
            witness=self.witness,
        )


class _HandOverPanel(StockPanel):
    """Containers leave for another registrant, counted by two."""

    recipient: ClassVar[str] = ""
    reference_label: ClassVar[str] = ""

    def build(self) -> None:
        self._vials = TickList("vials", "Containers", container_choices(self.containers))
        self._name = TextField("name", self.recipient)
        self._dea = TextField("dea_registration", "DEA registration", hint="AB1234563")
        self._address = TextField("address", "Address")
        self._reference = TextField("reference", self.reference_label)
        self.add_field("Containers that leave", self._vials)
        self.add(heading(self.recipient))
        self.add_field("Name", self._name)
        self.add_field("DEA registration", self._dea)
        self.add_field("Address", self._address)
        self.add_field(self.reference_label, self._reference)
        self.ask_second("Counted with")

    def fields(self) -> dict[str, object]:
        """What was typed, as both acts take it."""
        return {
            "vials": list(self._vials.ticked),
            "to": {
                "name": self._name.typed,
                "dea_registration": self._dea.typed,
                "address": self._address.typed,
            },
            "reference": self._reference.typed,
            "witness": self.witness,
        }


class DisposePanel(_HandOverPanel):
    """Hand containers to a reverse distributor."""

    title: ClassVar[str] = "Dispose through a reverse distributor"
    verb: ClassVar[str] = "Record"
    recipient: ClassVar[str] = "Reverse distributor"
    reference_label: ClassVar[str] = "Form 41 or manifest"

    def act(self) -> Act:
        return DisposeStock(**self.fields())


class TransferPanel(_HandOverPanel):
    """Hand containers to another registrant."""

    title: ClassVar[str] = "Transfer to another registrant"
    verb: ClassVar[str] = "Record"
    recipient: ClassVar[str] = "Recipient"
    reference_label: ClassVar[str] = "Form 222 or invoice"

    def act(self) -> Act:
        return TransferStock(**self.fields())
