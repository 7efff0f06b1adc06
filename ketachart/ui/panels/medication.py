"""A drug given: chosen from the formulary, its usual doses as buttons, a vial if it is counted."""

from ketachart.domain.acts import Act, ChartResponse, GiveMedication
from ketachart.domain.acts.medicines import UNITS
from ketachart.domain.products import Product
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text, local_day
from ketachart.ui.desk import Desk
from ketachart.ui.panels.drug_choice import DrugChoice
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.presenters.medication import (
    METHODS,
    ROUTES,
    DrugOffer,
    needs_vial,
    offers,
    products_of,
    rest_ml,
    vials,
    volume_words,
)
from ketachart.ui.widgets.form import (
    ChoiceField,
    FieldRow,
    NumberField,
    QuestionRow,
    UsualWords,
    YesNo,
    sentence,
)
from ketachart.ui.widgets.panel import Panel

EFFECTS = ("improved", "unchanged", "worse")


class MedicationPanel(Panel):
    """Drug, dose, route, indication, time; a controlled one from a vial before a witness."""

    title = "Medication"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._drug = ""
        self._choice = DrugChoice()
        self._choice.chosen.connect(self._choose)
        self.add(self._choice)
        self._product: dict[str, Product] = {}
        self.submit_button.hide()

    def show_session(self, session: Session) -> None:
        if not self._drug:
            self._choice.offer(offers(self.desk.clinic.formulary(), session))

    def be_about(self, subject: str) -> None:
        """Go on with a drug."""
        self._choose(subject)

    # ── The dose, once the drug is chosen ────────────────────────────────────────────────────

    def _choose(self, drug: str) -> None:
        session = self.session
        if session is None or self._drug:
            return
        known = offers(self.desk.clinic.formulary(), session)
        offer = next((each for each in known if drug in {each.key, each.name}), None)
        self._drug = offer.key if offer else drug
        self.show_title(offer.name if offer else drug)
        self._choice.hide()
        self._ask_dose(offer)
        self._ask_why(offer)
        if needs_vial(self.desk.world, self._drug):
            self._ask_vial()
        self.submit_button.show()
        self.begin()

    def _ask_dose(self, offer: DrugOffer | None) -> None:
        if offer is not None and offer.advice:
            self.add(sentence("\n".join(offer.advice), "advice"))
        self._dose = NumberField("dose", "Dose")
        self._unit = ChoiceField("unit", "Unit", [(unit, unit) for unit in UNITS])
        known = [dose.route for dose in offer.doses] if offer else []
        routes = dict.fromkeys([*known, *ROUTES])
        self._route = ChoiceField("route", "Route", [(route, route) for route in routes])
        if offer is not None and offer.doses:
            usual = UsualWords("usual_dose", [dose.words for dose in offer.doses])
            usual.chosen.connect(lambda words, of=offer: self._take_usual(of, words))
            self.add(FieldRow("Usual doses", usual))
            if len({dose.unit for dose in offer.doses}) == 1:
                self._unit.choose(offer.doses[0].unit)
        self.add_field("Dose", self._dose)
        self.add_field("Unit", self._unit)
        self.add_field("Route", self._route)
        self._dose.textChanged.connect(self._follow)
        self._unit.currentIndexChanged.connect(self._follow)

    def _take_usual(self, offer: DrugOffer, words: str) -> None:
        dose = next(each for each in offer.doses if each.words == words)
        self._dose.setText(dose.amount)
        self._unit.choose(dose.unit)
        self._route.choose(dose.route)

    def _ask_why(self, offer: DrugOffer | None) -> None:
        usual = offer.indications if offer else ()
        self._indication = self.add_reason("Indication", usual, name="indication")
        question = "Rescue: restarts the monitoring plan"
        self._rescue = YesNo("rescue", question)
        if offer is not None:
            self._rescue.answer_with(offer.is_rescue)
        self.add(QuestionRow(question, self._rescue))
        self._observed = self.add_observed()

    def _ask_vial(self) -> None:
        world, clinic = self.desk.world, self.desk.clinic
        products = products_of(world, self._drug)
        held = [vial for product in products for vial in clinic.containers(product.id)]
        today = local_day(self.desk.now(), world.site.zone)
        offered = vials(products, held, today)
        named = {product.id: product for product in products}
        self._product = {vial.id: named[vial.product] for vial in held}
        self._vial = ChoiceField("vial", "Vial", [(each.vial, each.words) for each in offered])
        self._drawn = NumberField("ml_drawn", "Volume drawn")
        self._volume = sentence(name="volume")
        hint = "" if offered else "No vial of this drug is in stock and in date."
        self.add_field("Vial", self._vial, hint=hint)
        self.add_field("Volume drawn", self._drawn, unit="mL")
        self.add(self._volume)
        self._method = self.add_reason("How the rest was destroyed", METHODS, name="method")
        self.ask_second("Witness", may_wait=True)
        self._vial.currentIndexChanged.connect(self._follow)
        self._drawn.textChanged.connect(self._follow)

    def _follow(self) -> None:
        if not self._product:
            return
        product = self._product.get(self._vial.value)
        typed = (self._dose.typed or "", self._unit.value, self._drawn.typed or "")
        self._volume.setText(volume_words(product, *typed))
        self._method.setEnabled(rest_ml(product, *typed) != 0)

    def act(self) -> Act:
        is_counted = bool(self._product)
        return GiveMedication(
            session=self.session_id,
            drug=self._drug,
            dose=self._dose.typed,
            unit=self._unit.value,
            route=self._route.value,
            indication=self._indication.typed,
            rescue=self._rescue.answer,
            observed_at=self.observed(self._observed),
            vial=self._vial.value if is_counted else None,
            ml_drawn=self._drawn.typed if is_counted else None,
            witness=self.second.person if self.second else None,
            method=self._method.typed if is_counted else None,
        )


class ResponsePanel(Panel):
    """What a drug did."""

    title = "Response"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._of = ChoiceField("of", "Of which drug")
        self.add_field("Of which drug", self._of)
        self._effect = self.add_reason("Effect", EFFECTS, name="effect")
        self._observed = self.add_observed()

    def show_session(self, session: Session) -> None:
        zone = self.desk.world.site.zone
        given = [
            (each.ref, f"{clock_text(each.observed_at, zone)} {dose_words(each.given)}")
            for each in session.medications
        ]
        self._of.offer(given, value=self._of.value or (given[0][0] if len(given) == 1 else ""))

    def be_about(self, subject: str) -> None:
        """Be about one drug given."""
        self._of.choose(subject)

    def act(self) -> Act:
        return ChartResponse(
            session=self.session_id,
            of=self._of.value,
            effect=self._effect.typed,
            observed_at=self.observed(self._observed),
        )
