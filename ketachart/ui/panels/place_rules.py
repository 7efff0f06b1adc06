"""Choosing and editing the rules of the place."""

from collections.abc import Sequence
from typing import ClassVar

from ketachart.domain.acts import Act, AdoptProfile
from ketachart.domain.profiles import StateProfile
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.ledger import COUNT_METHODS
from ketachart.ui.widgets.form import ChoiceField, LongTextField, NumberField, TextField, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.tick_list import TickList

_WITNESSES = (("any", "Anyone on the staff"), ("licensed", "Two who are licensed"))
_FIGURES = (
    ("inventory_months", "Inventory at least every", "months"),
    ("retention_years", "Records are kept", "years"),
    ("discard_days", "An opened container is used for", "days"),
    ("notice_days", "Notice of a loss or theft", "business days"),
    ("form_days", "Form 106", "days"),
)


class PlaceRulesPanel(Panel):
    """A shipped profile fills the fields in; each can be changed before it is adopted."""

    title: ClassVar[str] = "Rules of the place"
    verb: ClassVar[str] = "Adopt"

    def __init__(self, desk: Desk, profiles: Sequence[StateProfile]) -> None:
        super().__init__(desk, "")
        self._profiles = {profile.id: profile for profile in profiles}
        choices = [(profile.id, profile.name) for profile in profiles]
        self._shipped = ChoiceField("id", "Profile", choices, value=desk.world.profile.id)
        self._name = TextField("name", "Name")
        self._figures = {name: NumberField(name, words) for name, words, _ in _FIGURES}
        methods = [(each.value, words) for each, words in COUNT_METHODS.items()]
        self._methods = TickList("count_methods", "Opened containers are counted", methods)
        self._witness = ChoiceField("waste_witness", "Who wastes and watches", _WITNESSES)
        self._remarks = LongTextField("remarks", "Besides", lines=3)
        self.add(sentence("Never laxer than the federal rules. Old and new stand in the log."))
        self.add_field("Begin with the profile", self._shipped)
        self.add_field("Name", self._name)
        for name, words, unit in _FIGURES:
            self.add_field(words, self._figures[name], unit=unit)
        self.add_field("Opened containers may be counted", self._methods)
        self.add_field("Who wastes and watches", self._witness)
        self.add_field("Besides", self._remarks)
        self._fill(desk.world.profile)
        self._shipped.currentIndexChanged.connect(self._chosen)

    def _chosen(self) -> None:
        profile = self._profiles.get(self._shipped.value)
        if profile is not None:
            self._fill(profile)

    def _fill(self, profile: StateProfile) -> None:
        self._name.setText(profile.name)
        for name, field in self._figures.items():
            field.setText(str(getattr(profile, name)))
        self._methods.untick_all()
        for method in profile.count_methods:
            self._methods.tick(method)
        self._witness.choose(profile.waste_witness)
        self._remarks.setPlainText(profile.remarks)

    def act(self) -> Act:
        return AdoptProfile(
            id=self._shipped.value or self.desk.world.profile.id,
            name=self._name.typed,
            count_methods=list(self._methods.ticked),
            waste_witness=self._witness.value,
            remarks=self._remarks.typed or None,
            **{name: field.typed for name, field in self._figures.items()},
        )
