"""What no form asks for: odd texts, odd numbers, both inside one another, and acts made of them."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from support.builders import (
    ADMIN,
    CALM,
    CHECKLIST,
    DAY,
    DOCTOR,
    ESCORT,
    NO_TO_ALL,
    NURSE,
    REGISTRANT,
    SECOND,
    SUPPLIER,
    House,
)

from ketachart.app.access import renew_access
from ketachart.app.clinic import Done, Refused
from ketachart.app.entrance import prove
from ketachart.domain import acts
from ketachart.domain.acts import CHARTED, Act, BreakContainer, GiveMedication, WasteStock
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person, Role
from ketachart.domain.products import Product
from ketachart.domain.schedule import Visit

ODD_TEXTS = [
    "", " ", "\x00", "\ud800", "é" * 300, "²", "１２", "1e9", "-1", "NaN", "Infinity", "+1",
    "0.001", "9" * 30, "2026-02-30", "2026-W10-2", "0001-01-01", "9999-12-31",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-03-03T09:00:00",
    "\u202e", "a\tb\r\n",
    "=1+1", "'; DROP TABLE entry; --", "s1", "K1-1", NURSE, SECOND, "CADSS-6", "__class__",
]  # fmt: skip
ODD_NUMBERS = [
    -1, 0, 1, 7, 10**9, 10**400, True, False, None,
    Decimal("0.005"), Decimal("-0"), Decimal("1E+999999"), Decimal("1E-999999"), Decimal("NaN"),
]  # fmt: skip
plain = st.sampled_from([*ODD_TEXTS, *ODD_NUMBERS]) | st.text(max_size=8)
garbage = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["vial", "ml", "name", "kind", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)

TELLING = [
    "Chair 1", "ket-50-10", "p.greer", "custom", "settings", "drug", "midazolam", "protocol",
    "hard_mg_per_kg_h", "a:b", "FH1234563", "nurse",
]  # fmt: skip
typed = st.sampled_from([*ODD_TEXTS, *TELLING]) | st.text(max_size=8)

TAKEN = {"witness": SECOND, "reason": "residual", "method": "cartridge"}
# Each act as it would succeed or nearly so; garbage takes the place of some of its fields.
USUAL: dict[str, tuple[str, dict[str, object]]] = {
    "session.open": (
        NURSE,
        {"session": "s9", "patient": "p.greer", "chair": "Chair 3", "protocol": "custom",
         "series": {"number": 1, "of": 6}},
    ),
    "session.screen": (NURSE, {"session": "s1", "answers": NO_TO_ALL}),
    "session.intake": (
        NURSE, {"session": "s2", "checklist": CHECKLIST, "escort": {"name": "Ruth"}},
    ),
    "session.order": (
        DOCTOR,
        {"session": "s3", "override_reason": "asked for", "limit_reason": "asked for",
         "dose": {"kind": "mg", "amount": "40", "minutes": 60,
                  "ramp": [{"minutes": 5, "amount": "10"}]}},
    ),
    "session.prepare": (
        NURSE,
        {"session": "s3", "draws": [{"vial": "K1-1", "ml": "0.80"}], "bag_ml": "40",
         "verified_by": SECOND},
    ),
    "session.cancel": (NURSE, {"session": "s1", "reason": "unwell"}),
    "infusion.start": (
        NURSE,
        {"session": "s3", "ml_per_h": "40", "verified_by": SECOND, "limit_reason": "asked for",
         "device_check": "disk short"},
    ),
    "infusion.rate": (
        NURSE, {"session": "s3", "ml_per_h": "44", "reason": "titrated", "limit_reason": "x"},
    ),
    "infusion.pause": (NURSE, {"session": "s3", "reason": "restroom"}),
    "infusion.resume": (NURSE, {"session": "s3", "ml_per_h": "30", "limit_reason": "x"}),
    "infusion.bolus": (NURSE, {"session": "s3", "ml": "1"}),
    "infusion.stop": (
        NURSE,
        {"session": "s3", "pump_ml": "1", "reason": "complete", "variance_reason": "as read"},
    ),
    "vitals.chart": (
        NURSE,
        {"session": "s3", **CALM, "observed_at": None, "sources": {"hr": "paper 1"},
         "not_obtained": {"pain": "asleep"}},
    ),
    "score.chart": (
        NURSE, {"session": "s3", "scale": "CADSS-6", "items": [0] * 6, "observed_at": None},
    ),
    "medication.give": (
        NURSE,
        {"session": "s3", "drug": "midazolam", "dose": "1", "unit": "mg", "route": "IV",
         "indication": "fright", "rescue": True, "vial": "M1-1", "ml_drawn": "1.50",
         "witness": SECOND, "method": "cartridge", "observed_at": None, "given_first": True,
         "overrides": {"SpO2 low": "oxygen on"}},
    ),
    "medication.response": (NURSE, {"session": "s3", "of": "x", "effect": "better"}),
    "adverse.record": (
        NURSE, {"session": "s3", "kind": "nausea", "severity": "mild", "action": "waited"},
    ),
    "allergy.add": (NURSE, {"session": "s3", "allergy": "latex, ondansetron"}),
    "note.add": (NURSE, {"session": "s3", "text": "hello"}),
    "slot.explain": (
        NURSE, {"session": "s3", "due": "2026-03-03T08:55:00-08:00", "reason": "restroom"},
    ),
    "entry.amend": (
        NURSE, {"session": "s3", "entry": "", "changes": {"hr": 70}, "reason": "typed wrongly"},
    ),
    "discharge.check": (NURSE, {"session": "s4", "items": {"oriented": True}}),
    "discharge.order": (DOCTOR, {"session": "s4"}),
    "discharge.release": (
        NURSE,
        {"session": "s4", "escort": ESCORT, "escort_code": "1", "override_reason": "lost",
         "witness": SECOND, "ready_at": None, "early_reason": "wish"},
    ),
    "session.sign": (NURSE, {"session": "s4", "answer": "done"}),
    "session.cosign": (DOCTOR, {"session": "s4", "attestation": "present"}),
    "session.return": (DOCTOR, {"session": "s4", "reason": "look again"}),
    "session.addendum": (NURSE, {"session": "s4", "text": "rang"}),
    "stock.receive": (
        ADMIN,
        {"product": "ket-50-10", "containers": 2, "lot": "N1", "expires": "2027-08-31",
         "invoice": "TW-1", "supplier": SUPPLIER, "witness": SECOND},
    ),
    "stock.waste": (NURSE, {"from": {"vial": "M1-2"}, "ml": "0.10", **TAKEN}),
    "stock.break": (NURSE, {"vial": "K1-6", "circumstances": "fell", "witness": SECOND}),
    "stock.count": (
        ADMIN, {"product": "mid-1-2", "sealed": 4, "open_ml": "0.00", "witness": SECOND},
    ),
    "stock.resolve": (
        ADMIN,
        {"product": "ket-100-5", "classification": "loss", "explanation": "gone",
         "reference": "F-106", "vials": ["H1-1"], "witness": SECOND},
    ),
    "stock.dispose": (
        ADMIN, {"vials": ["H1-2"], "to": REGISTRANT, "reference": "R", "witness": SECOND},
    ),
    "stock.transfer": (
        ADMIN, {"vials": ["H1-3"], "to": REGISTRANT, "reference": "T", "witness": SECOND},
    ),
    "extra.chart": (
        NURSE, {"session": "s3", "name": "Glucose", "value": "98", "unit": "mg/dL",
                "observed_at": None},
    ),
    "alert.acknowledge": (
        NURSE, {"session": "s3", "of": "due:2026-03-03T08:55:00-08:00", "fields": ["hr"]},
    ),
    "effect.mark": (
        NURSE, {"session": "s3", "effect": "dissociation", "state": "onset", "observed_at": None},
    ),
    "event.mark": (
        NURSE, {"session": "s3", "kind": "repositioned", "detail": "left", "observed_at": None},
    ),
    "interval.set": (NURSE, {"session": "s3", "every": 10, "reason": "steady"}),
    "paper.print": (
        NURSE, {"session": "s3", "page": 1, "begin": "2026-03-03T10:00:00-08:00",
                "until": "2026-03-03T11:00:00-08:00"},
    ),
    "medication.acknowledge": (DOCTOR, {"session": "s3", "entry": ""}),
    "session.escort": (
        NURSE, {"session": "s3", "escort": {"name": "Ben", "phone": "1"}, "code": "482713",
                "reason": "called away"},
    ),
    "session.take": (SECOND, {"session": "s3", "kind": "relief"}),
    "session.sign-part": (NURSE, {"session": "s3"}),
    "session.attest": (DOCTOR, {"session": "s3", "kind": "start", "words": "present"}),
    "session.cosign-change": (DOCTOR, {"session": "s4", "words": "read"}),
    "day.close": (ADMIN, {"date": DAY.isoformat(), "witness": SECOND}),
    "outcome.record": (
        NURSE, {"session": "s4", "relief_percent": "40", "weeks": "2.5", "note": "sleeps"},
    ),
    "inventory.take": (
        ADMIN,
        {"kind": "biennial", "moment": "opening", "date": DAY.isoformat(), "witness": SECOND,
         "lines": [{"product": "ket-50-10", "sealed": 4, "open_ml": "0", "method": "exact"}]},
    ),
    "stock.report": (
        ADMIN,
        {"loss": "x", "notice_reference": "N-1", "notice_on": DAY.isoformat(),
         "form_reference": "106-1", "form_on": DAY.isoformat(), "form_state": "draft"},
    ),
    "profile.adopt": (
        ADMIN,
        {"id": "here", "name": "Here", "inventory_months": 12, "count_methods": ["exact"],
         "retention_years": 7, "discard_days": 28, "notice_days": 1, "form_days": 45,
         "waste_witness": "any", "remarks": ""},
    ),
}  # fmt: skip


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────

AUTHORS = {do: by for do, (by, _) in USUAL.items()}
_MADE_BY_THE_PROGRAM = frozenset({"slot", "invitation", "device", "workstation", "monitor"})
days = st.sampled_from([date.min, date.max, DAY, date(1971, 9, 14)])
sizes = st.sampled_from([each for each in ODD_NUMBERS if isinstance(each, Decimal)]) | st.decimals()
_THINGS: dict[object, st.SearchStrategy[object]] = {
    Patient: st.builds(
        Patient,
        **dict.fromkeys(
            ("id", "mrn", "name", "sex", "address", "phone", "weight_kg", "diagnosis"), typed
        ),
        birth_date=days,
        allergies=st.lists(typed, max_size=2).map(tuple),
    ),
    Person: st.builds(
        Person,
        **dict.fromkeys(("id", "name", "initials", "credentials", "dea_registration"), typed),
        roles=st.frozensets(st.sampled_from(list(Role))),
    ),
    Product: st.builds(
        Product,
        **dict.fromkeys(("id", "substance", "schedule", "dea_code", "ndc"), typed),
        mg_per_ml=sizes | st.just(Decimal(50)),
        container_ml=sizes | st.just(Decimal(2)),
    ),
}


_THINGS[tuple[Patient, ...]] = st.lists(_THINGS[Patient], max_size=3).map(tuple)
_THINGS[Mapping[date, tuple[Visit, ...]]] = st.dictionaries(
    days,
    st.lists(
        st.builds(
            Visit,
            patient=st.just("p.greer") | typed,
            time=st.just("09:30") | typed,
            chair=st.just("Chair 1") | typed,
            protocol=st.just("") | typed,
        ),
        max_size=2,
    ).map(tuple),
    max_size=2,
)


def other_acts() -> dict[str, type[Act]]:
    """Every act that no scenario holds: of people, premises, limits, workstations.

    A renewed access is made of keys by `app.access`; it is tried there.
    """
    named = [getattr(acts, name) for name in acts.__all__]
    kinds = [each for each in named if isinstance(each, type) and issubclass(each, Act)]
    return {
        each.do: each
        for each in kinds
        if each not in {Act, acts.Malformed, acts.RenewAccess} and each.do not in CHARTED
    }


@st.composite
def charted(draw: st.DrawFn, do: str) -> Act:
    """An act of the chair or the ledger as it would succeed or nearly so, garbage in places."""
    _, usual = USUAL[do]
    fields = dict(usual)
    for name in draw(st.lists(st.sampled_from([*usual, "x"]), min_size=1, max_size=2)):
        fields[name] = draw(damaged(fields.get(name)))
    return act_of(do, fields)


def act_of(do: str, fields: dict[str, object]) -> Act:
    """The act with these published fields."""
    act = act_from_fields(do, fields)
    assert act is not None, do
    return act


def other(kind: type[Act]) -> st.SearchStrategy[Act]:
    """Any other act, of any values that its fields can hold."""
    given: dict[str, st.SearchStrategy[object]] = {}
    for field in dataclasses.fields(kind):
        if field.name in _MADE_BY_THE_PROGRAM:
            given[field.name] = st.just("" if field.name == "slot" else "ws-00000001")
        else:
            given[field.name] = _THINGS.get(field.type, garbage | typed)
    return st.builds(kind, **given)


def damaged(value: object) -> st.SearchStrategy[object]:
    """Garbage in place of a value, or somewhere inside it."""
    if isinstance(value, dict) and value:
        return garbage | st.tuples(st.sampled_from(sorted(value)), garbage).map(
            lambda pair: {**value, pair[0]: pair[1]}
        )
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return garbage | damaged(value[0]).map(lambda first: [first, *value[1:]])
    return garbage


def fault_of(house: House, by: str, act: Act) -> str:
    """What is wrong with the answer to an act; empty if it was done, or refused as is due."""
    before = house.standing()
    outcome = house.perform(by, act)
    if isinstance(outcome, Done):
        return ""
    if not isinstance(outcome, Refused):
        return f"{act.do} met with trouble: {outcome.sentence}"
    if not (outcome.refusal.code and outcome.refusal.sentence and outcome.refusal.remedy):
        return f"{act.do} was refused without saying why and what would do"
    return "" if house.standing() == before else f"{act.do} was refused and changed something"


# ── Whatever else can be typed ───────────────────────────────────────────────────────────────────

_WITNESSED = (WasteStock, BreakContainer, GiveMedication)


def questions(house: House) -> Iterator[tuple[str, Callable[[st.DataObject], object]]]:
    """Everything beside acts that the door is given typed text for; none may raise."""
    clinic, turn = house.clinic, house.turns[NURSE]

    def call(data: st.DataObject) -> object:
        return clinic.call_witness(
            data.draw(other(data.draw(st.sampled_from(_WITNESSED)))), turn, "words"
        )

    yield "sign in", lambda data: clinic.sign_in(data.draw(typed), data.draw(typed))
    yield "take over", lambda data: clinic.take_over(data.draw(typed), data.draw(typed))
    yield "prove", lambda data: prove(clinic, data.draw(typed), data.draw(typed))
    yield (
        "renew access",
        lambda data: renew_access(
            clinic, house.turns[ADMIN], *(data.draw(typed) for _ in range(4))
        ),
    )
    yield "prove sheets", lambda data: clinic.prove_sheets(data.draw(st.lists(typed, max_size=3)))
    yield (
        "keep a draft",
        lambda data: clinic.save_draft(
            "vitals:s3", NURSE, data.draw(st.dictionaries(st.just("hr"), typed, max_size=1))
        ),
    )
    yield "read a draft", lambda _: clinic.load_draft("vitals:s3")
    yield "find patients", lambda data: clinic.found_patients(data.draw(typed))
    yield "record a search", lambda data: clinic.record_search(data.draw(typed), turn)
    yield "trace", lambda data: list(clinic.trace(data.draw(typed)))
    yield "call a witness", call
    yield (
        "answer a call",
        lambda data: clinic.answer_call(data.draw(typed), data.draw(typed), data.draw(typed)),
    )
    yield "day log", lambda data: clinic.day_log(data.draw(days), data.draw(typed))
    yield "day blocks", lambda data: clinic.day_blocks(data.draw(days))
    yield "open days", lambda data: clinic.open_days(data.draw(days), data.draw(days))
