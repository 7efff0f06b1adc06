"""The fields that say what a controlled product is, as its package does."""

from PySide6.QtWidgets import QLineEdit, QWidget

from ketachart.ui.presenters.founding import SCHEDULE_CHOICES, ProductTyped
from ketachart.ui.widgets.form import ChoiceField, NumberField, TextField


class ProductFields:
    """The fields of one product; whoever shows them lays them out."""

    def __init__(self) -> None:
        self._substance = TextField("substance", "Substance", text="Ketamine HCl")
        self._schedule = ChoiceField("schedule", "Schedule", SCHEDULE_CHOICES, value="III")
        self._code = TextField("dea_code", "DEA drug code", text="7285")
        self.ndc = TextField("ndc", "NDC", hint="00409-2053-10")
        self._strength = NumberField("mg_per_ml", "Strength")
        self._volume = NumberField("container_ml", "Size")
        self._container = TextField("container", "Container", text="vial")

    @property
    def labelled(self) -> tuple[tuple[str, QWidget, str], ...]:
        """Each field with its label and its unit, in their order."""
        return (
            ("Substance", self._substance, ""),
            ("Schedule", self._schedule, ""),
            ("DEA drug code", self._code, ""),
            ("NDC, as on the package", self.ndc, ""),
            ("Strength", self._strength, "mg/mL"),
            ("Size of a container", self._volume, "mL"),
            ("Container", self._container, ""),
        )

    @property
    def typed(self) -> ProductTyped:
        """What was typed."""
        return ProductTyped(
            substance=self._substance.typed,
            schedule=self._schedule.value,
            dea_code=self._code.typed,
            ndc=self.ndc.typed,
            mg_per_ml=self._strength.typed or "",
            container_ml=self._volume.typed or "",
            container=self._container.typed,
        )

    @property
    def _own(self) -> tuple[QLineEdit, ...]:
        """What every product has of its own."""
        return (self.ndc, self._strength, self._volume)

    @property
    def is_begun(self) -> bool:
        """Whether something of a product of its own is typed."""
        return any(field.text() for field in self._own)

    def clear(self) -> None:
        """Make room for the next product."""
        for field in self._own:
            field.clear()
