"""What comes into stock and what leaves it for another registrant."""

from typing import ClassVar

from ketachart.domain.acts import Act, DisposeStock, ReceiveStock, TransferStock
from ketachart.ui.panels.stock_panels import StockPanel
from ketachart.ui.presenters.ledger import container_choices
from ketachart.ui.widgets.form import ChoiceField, NumberField, TextField, heading, sentence
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
        self._received = TextField("received", "Really received on", hint="today")
        self._invoiced = NumberField("invoiced", "Containers on the invoice")
        self._note = TextField("note", "What differs from the invoice")
        unit = f"{self.stock.product.container}s"
        self.add_field("Containers received", self._containers, unit=unit)
        self.add_field("Lot, as on the label", self._lot)
        self.add_field("Expires", self._expires, hint="Year, month, day: 2027-06-30")
        self.add_field("Invoice", self._invoice)
        self.add_field("Containers on the invoice", self._invoiced, unit=unit)
        self.add_hidden("What differs from the invoice", self._note, hint="Shortage, damage, …")
        self.add_field("Really received on", self._received, hint="Empty is today.")
        self.add(heading("Supplier"))
        self._known = {each.dea_registration: each for each in self.desk.clinic.suppliers()}
        if self._known:
            known = [(number, f"{each.name} · {number}") for number, each in self._known.items()]
            picker = ChoiceField("known_supplier", "Known supplier", known, prompt="Another one")
            picker.currentIndexChanged.connect(lambda: self._take_known(picker.value))
            self.add_field("Known supplier", picker)
        self.add_field("Name", self._name)
        self.add_field("DEA registration", self._dea)
        self.add_field("Address", self._address)
        self.ask_second("Counted with")

    def _take_known(self, number: str) -> None:
        """Fill in what is known of a supplier."""
        supplier = self._known.get(number)
        if supplier is not None:
            self._name.setText(supplier.name)
            self._dea.setText(supplier.dea_registration)
            self._address.setText(supplier.address)

    def act(self) -> Act:
        return ReceiveStock(
            product=self.product,
            containers=self._containers.typed,
            lot=self._lot.typed,
            expires=self._expires.typed,
            invoice=self._invoice.typed,
            received=self._received.typed or None,
            invoiced=self._invoiced.typed,
            note=self._note.typed or None,
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
        self._left_on = TextField("left_on", "Really left on", hint="today")
        self.add_field("Containers that leave", self._vials)
        self.add(heading(self.recipient))
        self.add_field("Name", self._name)
        self.add_field("DEA registration", self._dea)
        self.add_field("Address", self._address)
        self.add_field(self.reference_label, self._reference)
        self.add_field("Really left on", self._left_on, hint="Empty is today.")
        self.add_special()
        self.ask_second("Counted with")

    def add_special(self) -> None:
        """Add what only one of both asks for."""

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
            "left_on": self._left_on.typed or None,
            "witness": self.witness,
        }


class DisposePanel(_HandOverPanel):
    """Hand containers to a reverse distributor, or destroy them on site before two."""

    title: ClassVar[str] = "Dispose"
    verb: ClassVar[str] = "Record"
    recipient: ClassVar[str] = "Reverse distributor"
    reference_label: ClassVar[str] = "Form 41 or manifest"

    def add_special(self) -> None:
        self._method = TextField("method", "How it was destroyed")
        self._place = TextField("place", "Where it was destroyed")
        self.add(heading("Destroyed here: Form 41"))
        self.add(
            sentence(
                "Both watch until it can't be recovered, and sign the form; the distributor above"
                " stays empty then. Leave these empty where a distributor took it."
            )
        )
        self.add_field("How it was destroyed", self._method)
        self.add_field("Where it was destroyed", self._place)

    def act(self) -> Act:
        return DisposeStock(
            **self.fields(), method=self._method.typed or None, place=self._place.typed or None
        )


class TransferPanel(_HandOverPanel):
    """Hand containers to another registrant."""

    title: ClassVar[str] = "Transfer to another registrant"
    verb: ClassVar[str] = "Record"
    recipient: ClassVar[str] = "Recipient"
    reference_label: ClassVar[str] = "Form 222 or invoice"

    def act(self) -> Act:
        return TransferStock(**self.fields())
