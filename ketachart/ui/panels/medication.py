"""A drug given: chosen from the formulary, its usual doses as buttons, a vial if it is counted."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt

from ketachart.domain.acts import Act, GiveMedication
from ketachart.domain.acts.medicines import UNITS
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.blockers import Asked, against
from ketachart.domain.people import Role
from ketachart.domain.products import Product
from ketachart.domain.quantities import exact
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.drug_choice import DrugChoice
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.discarding import warning
from ketachart.ui.presenters.medication import (
    METHODS,
    ROUTES,
    DrugOffer,
    needs_vial,
    offers,
    products_of,
    rest_ml,
    total_words,
    vials,
    volume_words,
)
from ketachart.ui.presenters.sums import dose_sums
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.caution import Caution
from ketachart.ui.widgets.form import (
    ChoiceField,
    FieldRow,
    NumberField,
    QuestionRow,
    TextField,
    UsualWords,
    YesNo,
    sentence,
)
from ketachart.ui.widgets.theme import TOUCH

_FIRST = "Given first, order to follow"
_NO_LONGER = "Nothing any more."


class _Total(Badge):
    """As narrow as the panel: its words stand in as many lines as they need."""

    def minimumSizeHint(self) -> QSize:
        return QSize(TOUCH, super().minimumSizeHint().height())


class MedicationPanel(GuardedPanel):
    """Drug, dose, route, indication, time; a controlled one from a vial before a witness."""

    title = "Medication"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._drug = ""
        self._unit_only = ""
        self._choice = DrugChoice(self.desk.clinic.formulary().sets)
        self._choice.chosen.connect(self._choose)
        self.add(self._choice)
        self._product: dict[str, Product] = {}
        self.submit_button.hide()

    def show_session(self, session: Session) -> None:
        if self._drug:
            self._follow()
        else:
            self._choice.offer(offers(self.desk.clinic.formulary(), session, self._age(session)))

    def tick(self, now: datetime) -> None:
        del now
        if self._drug:
            self._follow()

    def be_about(self, subject: str) -> None:
        """Go on with a drug."""
        self._choose(subject, "")

    def begin(self) -> None:
        if self._drug:
            self._dose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().begin()

    # ── The dose, once the drug is chosen ────────────────────────────────────────────────────

    def _choose(self, drug: str, indication: str) -> None:
        session = self.session
        if session is None or self._drug:
            return
        known = offers(self.desk.clinic.formulary(), session, self._age(session))
        offer = next((each for each in known if drug in {each.key, each.name}), None)
        self._drug = offer.key if offer else drug
        self.show_title(offer.name if offer else drug)
        self._choice.hide()
        self._ask_dose(offer)
        self._ask_why(offer, indication)
        if needs_vial(self.desk.world, self._drug):
            self._ask_vial()
        self.submit_button.show()
        self._follow()
        self.begin()

    def _ask_dose(self, offer: DrugOffer | None) -> None:
        self._total = _Total("total")
        self.add(self._total)
        self._against = Caution("against", "What speaks against it now")
        self._why = TextField("overrides", "Why go on?", hint="in a few words")
        self._against.add(FieldRow("Why go on?", self._why))
        self.add(self._against)
        self._dose = NumberField("dose", "Dose")
        self._unit_only = offer.unit if offer else ""
        units = (self._unit_only,) if self._unit_only else UNITS
        self._unit = ChoiceField(
            "unit", "Unit", [(unit, unit) for unit in units], value=self._unit_only
        )
        known = [dose.route for dose in offer.doses] if offer else []
        routes = dict.fromkeys([*known, *ROUTES])
        self._route = ChoiceField("route", "Route", [(route, route) for route in routes])
        self._route.choose(offer.route if offer else "")
        if offer is not None and offer.doses:
            usual = UsualWords("usual_dose", [dose.words for dose in offer.doses])
            usual.chosen.connect(lambda words, of=offer: self._take_usual(of, words))
            self.add(FieldRow("Usual doses", usual))
        self.add_field("Dose", self._dose, unit=self._unit_only)
        if not self._unit_only:
            self.add_field("Unit", self._unit)
        self.add_field("Route", self._route)
        if offer is not None and offer.advice:
            self.add(sentence("\n".join(offer.advice), "advice"))
        self._dose.textChanged.connect(self._follow)
        self._unit.currentIndexChanged.connect(self._follow)

    def _take_usual(self, offer: DrugOffer, words: str) -> None:
        dose = next(each for each in offer.doses if each.words == words)
        self._unit.choose(dose.unit)
        self._route.choose(dose.route)
        self._dose.setText(dose.amount)
        self._dose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_why(self, offer: DrugOffer | None, indication: str) -> None:
        usual = offer.indications if offer else ()
        self._indication = self.add_reason("Indication", usual, name="indication")
        only = usual[0] if len(usual) == 1 else ""
        self._indication.setText(indication or only)
        question = "Rescue: restarts the monitoring plan"
        self._rescue = YesNo("rescue", question)
        if offer is not None:
            self._rescue.answer_with(offer.is_rescue)
        self.add(QuestionRow(question, self._rescue))
        self._given_first = YesNo("given_first", _FIRST)
        self._given_first.answer_with(answer=False)
        if Role.ANESTHESIOLOGIST not in self.desk.turn.person.roles:
            self.add(QuestionRow(_FIRST, self._given_first))
        self._observed = self.add_observed()

    def _ask_vial(self) -> None:
        world, clinic = self.desk.world, self.desk.clinic
        products = products_of(world, self._drug)
        held = [vial for product in products for vial in clinic.containers(product.id)]
        today = self.desk.today
        offered = vials(products, held, today, lambda each: warning(each, world, today))
        named = {product.id: product for product in products}
        self._product = {vial.id: named[vial.product] for vial in held}
        self._vial = ChoiceField("vial", "Vial", [(each.vial, each.words) for each in offered])
        self._drawn = NumberField("ml_drawn", "Volume drawn")
        self._volume = sentence(name="volume")
        hint = "" if offered else "No vial of this drug is in stock and in date."
        self.add_field("Vial", self._vial, hint=hint)
        self.add_field("Volume drawn", self._drawn, unit="mL")
        self.add(self._volume)
        self.add_sums()
        self._method = self.add_reason("How the rest was destroyed", METHODS, name="method")
        self.ask_second("Witness", may_wait=True)
        self._vial.currentIndexChanged.connect(self._follow)
        self._drawn.textChanged.connect(self._follow)

    # ── What is typed, followed ──────────────────────────────────────────────────────────────

    def _follow(self, *_: object) -> None:
        session = self.session
        if session is None:
            return
        self._show_blockers()
        total = total_words(self._asked(), session, self._age(session))
        self._total.show_words(total.words, total.priority)
        if self._product:
            product = self._product.get(self._vial.value)
            typed = (self._dose.typed or "", self._unit.value, self._drawn.typed or "")
            self._volume.setText(volume_words(product, *typed))
            self._method.setEnabled(rest_ml(product, *typed) != 0)
            self.show_sums()

    def _asked(self) -> Asked:
        drug = self.desk.world.drug(self._drug)
        name = drug.name if drug is not None else self._drug
        return Asked(
            name=name, drug=drug, dose=exact(self._dose.typed or ""), unit=self._unit.value
        )

    def _age(self, session: Session) -> int:
        patient = self.desk.world.patient(session.patient)
        return patient.age_on(self.desk.today) if patient is not None else 0

    def _blockers(self) -> tuple[str, ...]:
        """What speaks against it now."""
        session = self.session
        if session is None:
            return ()
        return against(
            self._asked(),
            session,
            self.desk.world.patient(session.patient),
            self.desk.clinic.formulary(),
            now=self.desk.now(),
            day=self.desk.today,
        )

    def _show_blockers(self) -> tuple[str, ...]:
        """Say what speaks against it now; who is answering keeps the place to do so."""
        found = self._blockers()
        is_asked = bool(self._against.words)
        is_answering = bool(self._why.typed) or self.window().focusWidget() is self._why
        kept = (_NO_LONGER,) if is_asked and is_answering else ()
        self._against.show_lines(found or kept)
        return found

    def disagreements(self) -> tuple[Disagreement, ...]:
        if not self._product:
            return ()
        product = self._product.get(self._vial.value)
        return dose_sums(product, self._dose.typed, self._unit.value, self._drawn.typed)

    def submit_typed(self) -> bool:
        return self._is_answered() and super().submit_typed()

    def call_witness(self) -> bool:
        return self._is_answered() and super().call_witness()

    def _is_answered(self) -> bool:
        """Whether nothing speaks against it, or somebody said why to go on."""
        if not self._show_blockers() or self._why.typed:
            return True
        refusal = Refusal(
            code=Code.REASON_REQUIRED,
            sentence="Something speaks against this drug now.",
            remedy="Say why to go on, or go back.",
            about="overrides",
        )
        self.explain(refusal)
        return False

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
            given_first=self._given_first.answer,
            overrides=dict.fromkeys(self._blockers(), self._why.typed),
        )
