"""What an administrator fills in about the clinic's papers and its chairs."""

from typing import ClassVar

from ketachart.domain.acts import Act, AddChair, ChangeClinic, DisableChair, RenameChair
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import TextField, sentence
from ketachart.ui.widgets.panel import Panel


class PremisesPanel(Panel):
    """A panel about the clinic, or about the chair that is chosen."""

    def __init__(self, desk: Desk, chair: str) -> None:
        super().__init__(desk, "")
        self.chair = chair
        self.build()

    def build(self) -> None:
        """Add the fields."""


class ClinicPanel(PremisesPanel):
    """Name, address, telephone and registration."""

    title: ClassVar[str] = "Clinic data"

    def build(self) -> None:
        site = self.desk.world.site
        self._name = TextField("name", "Name", text=site.name)
        self._address = TextField("address", "Address", text=site.address)
        self._phone = TextField("phone", "Telephone", text=site.phone)
        self._dea = TextField("dea_registration", "DEA registration", text=site.dea_registration)
        self.add(sentence("Logs of closed days keep the heading they had."))
        self.add_field("Name", self._name)
        self.add_field("Address", self._address)
        self.add_field("Telephone", self._phone)
        self.add_field("DEA registration", self._dea)

    def act(self) -> Act:
        return ChangeClinic(
            name=self._name.typed,
            address=self._address.typed,
            phone=self._phone.typed,
            dea_registration=self._dea.typed,
        )


class AddChairPanel(PremisesPanel):
    """One more chair."""

    title: ClassVar[str] = "Add a chair"
    verb: ClassVar[str] = "Add"

    def build(self) -> None:
        self._name = TextField("chair_name", "Name of the chair", hint="Chair 5")
        self.add_field("Name", self._name, hint="Also that of a chair that was disabled.")

    def act(self) -> Act:
        return AddChair(chair_name=self._name.typed)


class RenameChairPanel(PremisesPanel):
    """Another name for a chair."""

    title: ClassVar[str] = "Rename"
    verb: ClassVar[str] = "Rename"

    def build(self) -> None:
        self._name = TextField("chair_name", "Name of the chair", text=self.chair)
        self.add(sentence("Charts keep the name that the chair had."))
        self.add_field("Name", self._name)

    def act(self) -> Act:
        return RenameChair(chair=self.chair, chair_name=self._name.typed)


class DisableChairPanel(PremisesPanel):
    """A chair that is used no more."""

    title: ClassVar[str] = "Disable"
    verb: ClassVar[str] = "Disable"

    def build(self) -> None:
        self.add(
            sentence(f"{self.chair} leaves the board. Its charts stay; it can be added again.")
        )

    def act(self) -> Act:
        return DisableChair(chair=self.chair)
