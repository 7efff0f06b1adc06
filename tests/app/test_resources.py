"""The shipped defaults are read exactly, and an edited file that is wrong is not read at all."""

import json
import sys
from pathlib import Path

import pytest

from ketachart.app.defaults import (
    ResourceError,
    load_formulary,
    load_profiles,
    load_protocols,
    load_settings,
)
from ketachart.app.resources import font_files, resource_folder
from ketachart.domain.vitals import FIELDS


def edited(tmp_path: Path, name: str, change) -> Path:
    content = json.loads((resource_folder() / "defaults" / name).read_text(encoding="utf-8"))
    change(content)
    file = tmp_path / name
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_that_every_vitals_field_has_limits_in_order():
    settings = load_settings()
    assert set(settings.vitals) == set(FIELDS)
    for limits in settings.vitals.values():
        bounds = [limits.low, limits.urgent_low, limits.alert_low]
        bounds += [limits.alert_high, limits.urgent_high, limits.high]
        present = [bound for bound in bounds if bound is not None]
        assert present == sorted(present)


def test_that_the_shipped_plans_are_5_minutes_for_15_then_15():
    settings = load_settings()
    infusion = [(step.minutes, step.every) for step in settings.infusion_plan]
    recovery = [(step.minutes, step.every) for step in settings.recovery_plan]
    assert infusion == [(15, 5), (None, 15)]
    assert recovery == [(None, 15)]


@pytest.mark.parametrize(
    ("field", "high", "medium", "calm"),
    [
        ("spo2", ["89"], ["90", "93"], ["94"]),
        ("rr", ["7"], ["8", "9", "25"], ["10", "24"]),
        ("moaas", ["2"], ["3"], ["4", "5"]),
        ("dissociation", [], ["7"], ["6"]),
        ("hallucination", [], ["5"], ["4"]),
        ("nausea", [], ["2"], ["1"]),
        ("hr", [], ["49", "121"], ["50", "120"]),
        ("sbp", [], ["89", "161"], ["90", "160"]),
        ("dbp", [], ["49", "101"], ["50", "100"]),
        ("etco2", [], ["29", "51"], ["30", "50"]),
        ("pain", [], [], ["10"]),
    ],
)
def test_that_the_shipped_limits_alert_as_agreed(field, high, medium, calm):
    from decimal import Decimal

    from ketachart.domain.vitals import alerts

    def priorities(values):
        found = [alerts({field: Decimal(value)}, load_settings()) for value in values]
        return [[alert.priority.value for alert in each] for each in found]

    assert priorities(high) == [["high"]] * len(high)
    assert priorities(medium) == [["medium"]] * len(medium)
    assert priorities(calm) == [[]] * len(calm)


def test_that_a_misspelled_field_is_not_taken_for_a_default(tmp_path):
    file = edited(tmp_path, "limits.json", lambda c: c["vitals"]["hr"].update(alarm_low="50"))
    with pytest.raises(ResourceError, match="not known"):
        load_settings(file)


def test_that_an_amount_written_as_a_number_is_not_read(tmp_path):
    file = edited(tmp_path, "limits.json", lambda c: c.update(soft_mg_per_kg_h=2.1))
    with pytest.raises(ResourceError):
        load_settings(file)


def test_that_a_drug_listed_twice_is_not_read(tmp_path):
    file = edited(tmp_path, "formulary.json", lambda c: c["drugs"].append(c["drugs"][0]))
    with pytest.raises(ResourceError, match="midazolam stands there twice"):
        load_formulary(file)


@pytest.mark.parametrize(("place", "why_not"), [("coma", ""), ("chair", "Too much.")])
def test_that_a_protocol_must_be_a_chairs_or_say_why_not(tmp_path, place, why_not):
    change = {"outpatient": place, "why_not": why_not}
    file = edited(tmp_path, "protocols.json", lambda c: c["protocols"][0].update(change))
    with pytest.raises(ResourceError, match="half-mg-kg-40min"):
        load_protocols(file)


def test_that_a_file_that_is_no_json_or_missing_is_named(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"broken\.json"):
        load_protocols(broken)
    with pytest.raises(ResourceError, match=r"absent\.json"):
        load_protocols(tmp_path / "absent.json")


def test_that_the_fonts_are_there():
    assert [file.is_file() for file in font_files()] == [True, True]


def test_that_a_packaged_program_looks_among_its_unpacked_files(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_folder() == tmp_path / "resources"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"null", b'"\xff"', b'{"version": "\xc3("}'),
        b'{"version": ' + b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("load", [load_settings, load_formulary, load_protocols, load_profiles])
def test_that_what_is_not_json_is_told_in_a_sentence(tmp_path, load, content):
    file = tmp_path / "edited.json"
    file.write_bytes(content)
    with pytest.raises(ResourceError, match=r"edited\.json"):
        load(file)
