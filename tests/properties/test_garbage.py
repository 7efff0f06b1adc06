"""Whatever is typed into any field, the answer is done or refused, never an error."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
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
    open_house,
)

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import CHARTED
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.session import Phase

ODD_TEXTS = [
    "", " ", "\x00", "\ud800", "é" * 300, "²", "１２", "1e9", "-1", "NaN", "Infinity", "+1",
    "0.001", "9" * 30, "2026-02-30", "2026-W10-2", "0001-01-01", "9999-12-31",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-03-03T09:00:00",
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


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a session to screen, one to take in, one infusing and one recovering."""
    folder = tmp_path_factory.mktemp("busy") / "vault"
    house = open_house(template, folder)
    recovering = {"patient": "p.castellanos", "chair": "Chair 3"}
    house.bring("s4", Phase.RECOVERING, **recovering)
    house.bring("s3", Phase.INFUSING)
    house.wait(20)
    house.bring("s2", Phase.SCREENED, patient="p.mbeki", chair="Chair 2")
    house.count("ket-100-5", 2)
    house.clinic.close()
    return folder


@pytest.fixture
def busy_house(busy: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of it at work."""
    from datetime import timedelta

    from support.builders import clock_time, reopened

    from ketachart.app.clock import SetClock

    shutil.copytree(busy, tmp_path / "vault")
    house = reopened(tmp_path / "vault", SetClock(clock_time("10:45") + timedelta(seconds=1)))
    yield house
    house.clinic.close()


def test_that_every_act_is_here():
    assert set(USUAL) == set(CHARTED)


@pytest.mark.parametrize("do", USUAL)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_garbage_is_done_or_refused_and_a_refusal_changes_nothing(busy_house, do, data):
    by, usual = USUAL[do]
    names = data.draw(st.lists(st.sampled_from([*usual, "x"]), min_size=1, max_size=2))
    fields = dict(usual)
    for name in names:
        fields[name] = data.draw(damaged(fields.get(name)))
    act = act_from_fields(do, fields)
    assert act is not None
    before = busy_house.standing()
    outcome = busy_house.perform(by, act)
    assert isinstance(outcome, Done | Refused), outcome
    if isinstance(outcome, Refused):
        assert busy_house.standing() == before
        assert outcome.refusal.sentence
        assert outcome.refusal.remedy


def damaged(value: object) -> st.SearchStrategy[object]:
    """Garbage in place of a value, or somewhere inside it."""
    if isinstance(value, dict) and value:
        return garbage | st.tuples(st.sampled_from(sorted(value)), garbage).map(
            lambda pair: {**value, pair[0]: pair[1]}
        )
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return garbage | damaged(value[0]).map(lambda first: [first, *value[1:]])
    return garbage
