"""The protocol library as it ships, and what it says of each protocol."""

from fractions import Fraction

import pytest

from ketachart.app.defaults import load_protocols
from ketachart.domain.infusion import DOSE_KINDS
from ketachart.domain.protocols import Calendar, Place, Protocol

LIBRARY = load_protocols()

AS_PUBLISHED = [
    ("P1", "half-mg-kg-40min", "0.5 mg/kg", 40, 120, Calendar.SPACED, Place.CHAIR),
    ("P2", "crps-10-day", "0.35 mg/kg/h", 240, 240, Calendar.CONSECUTIVE, Place.CHAIR),
    ("P3", "crps-continuous", "22 mg/h", 5760, 5760, Calendar.CONTINUOUS, Place.INPATIENT),
    ("P4", "sci-80mg-5h", "80 mg", 300, 300, Calendar.NOT_STATED, Place.CHAIR),
    ("P5", "asra-start-80mg", "80 mg", 120, None, Calendar.SINGLE, Place.CHAIR),
    ("P6", "high-dose-4h", "2 mg/kg/h", 240, 240, Calendar.NOT_STATED, Place.CHAIR),
    ("P7", "low-dose-inpatient", "20 mg/h", None, None, Calendar.CONTINUOUS, Place.INPATIENT),
    ("P8", "coma", "7 to 9 mg/kg/h", None, None, Calendar.CONTINUOUS, Place.COMA),
    ("P9", "ten-weekdays", "not stated", 240, 240, Calendar.WEEKDAYS, Place.CHAIR),
    ("P10", "five-day", "not stated", 240, 240, Calendar.WEEKDAYS, Place.CHAIR),
    ("P11", "single-high", "not stated", 240, 240, Calendar.SINGLE, Place.CHAIR),
    ("P12", "oral-follow-on", "not stated", None, None, Calendar.DAILY_AT_HOME, Place.INFORMATION),
    ("P13", "four-day-low-dose", "not stated", None, None, Calendar.NOT_STATED, Place.INFORMATION),
    ("P14", "goldberg-2005", "40 to 80 mg", 240, 240, Calendar.NOT_STATED, Place.INFORMATION),
]


def the(protocol_id: str) -> Protocol:
    protocol = LIBRARY.find(protocol_id)
    assert protocol is not None
    return protocol


@pytest.mark.parametrize(
    ("code", "protocol_id", "dose", "least", "most", "calendar", "place"), AS_PUBLISHED
)
def test_that_a_protocol_stands_in_the_library_as_published(
    code, protocol_id, dose, least, most, calendar, place
):
    protocol = the(protocol_id)
    assert protocol.code == code
    assert protocol.dose.written() == dose
    assert (protocol.minutes_least, protocol.minutes_most) == (least, most)
    assert protocol.course.calendar is calendar
    assert protocol.outpatient is place
    assert protocol.evidence
    assert protocol.source


def test_that_only_an_own_order_stands_beside_the_published_ones():
    assert list(LIBRARY.protocols) == [row[1] for row in AS_PUBLISHED] + ["custom"]
    assert the("custom").may_be_given_in_a_chair


def test_that_what_is_not_for_a_chair_says_why():
    refused = [protocol for protocol in LIBRARY.protocols.values() if protocol.why_not]
    assert [protocol.code for protocol in refused] == ["P3", "P7", "P8", "P12", "P13", "P14"]
    assert not any(protocol.may_be_given_in_a_chair for protocol in refused)
    assert all(protocol.why_not.endswith(".") for protocol in refused)


def test_that_a_dose_has_a_kind_that_can_be_ordered_or_none():
    for protocol in LIBRARY.protocols.values():
        assert protocol.dose.kind in {None, *DOSE_KINDS}
        assert (protocol.dose.kind is None) == (protocol.dose.amount is None)
        if protocol.dose.amount_most is not None:
            assert protocol.dose.amount is not None
            assert protocol.dose.amount < protocol.dose.amount_most


def test_that_the_ten_day_protocol_warns_above_its_cap_and_not_at_it():
    protocol = the("crps-10-day")
    assert protocol.warning(Fraction(25)) == ""
    warning = protocol.warning(Fraction("0.35") * Fraction("82.4"))
    assert warning == "28.84 mg/h is above the 25 mg/h that CRPS, ten days does not exceed."


def test_that_a_protocol_without_a_cap_never_warns():
    assert the("high-dose-4h").warning(Fraction(1000)) == ""


def test_that_an_unknown_protocol_is_not_found():
    assert LIBRARY.find("P1") is None
