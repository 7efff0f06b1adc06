"""A day in which everything a person could be known by, and every secret, is a mark."""

import json
from pathlib import Path

from support.scenarios import SCENARIOS

from ketachart.app.scenario import Scenario, read_scenario

NAME, ADDRESS, PHONE = "Zebulon Quagmire", "99 Wolpertinger Lane, Xanthus", "555-900-1717"
DIAGNOSIS, ALLERGY, ESCORT = "Xylodynia of the left knee", "quokkamycin: hives", "Ottoline Ffoulkes"
NOTE, REASON, DRAFT = (
    "slept badly, dreamt of ziggurats",
    "residual of Umbrage",
    "half typed ziggurat",
)
PASSPHRASE, PIN = "walrus parsnip obelisk 58", "88470213"
TYPED_WRONG = "walrus parsnip obelisc 59"
NURSE = "rn.okafor"
# Texts by which the values themselves would be known in what is stored.
VALUES = ['"sbp":"1', '"hr":"', '"weight_kg":"82.4"', "vitals.charted", "session:s1"]
MARKED = [
    *(NAME, *NAME.split(), ADDRESS, PHONE, DIAGNOSIS, ALLERGY, ESCORT, NOTE, REASON, DRAFT),
    *(PASSPHRASE, PIN, TYPED_WRONG, *VALUES),
]


def marked_scenario(folder: Path) -> Scenario:
    """The first shared day with everything a person could be known by replaced by a mark."""
    content = json.loads((SCENARIOS / "first-infusion.json").read_bytes())
    content["patients"][0].update(
        name=NAME, address=ADDRESS, phone=PHONE, diagnosis=DIAGNOSIS, allergies=[ALLERGY]
    )
    content["people"][0].update(passphrase=PASSPHRASE, pin=PIN)
    for step in content["steps"]:
        if "escort" in step:
            step["escort"]["name"] = ESCORT
        if step["do"] == "stock.waste":
            step["reason"] = REASON
    at = next(step["at"] for step in content["steps"] if step["do"] == "infusion.start")
    where = next(i for i, step in enumerate(content["steps"]) if step["do"] == "infusion.start")
    note = {"at": at, "by": NURSE, "do": "note.add", "session": "s1", "text": NOTE}
    content["steps"].insert(where + 1, note)
    file = folder / "scenario.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return read_scenario(file)


def marks_in(folder: Path) -> list[str]:
    """Which marks stand in the files of a folder, or in their names."""
    found = []
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        said = {mark for mark in MARKED if mark in file.name} | set(marks_of(content))
        found += [f"{file.name}: {mark}" for mark in sorted(said)]
    return found


def marks_of(content: bytes) -> list[str]:
    """Which marks stand in some bytes, in any of the ways in which text is written."""
    forms = ("utf-8", "utf-16-le", "utf-16-be")
    return [mark for mark in MARKED if any(mark.encode(form) in content for form in forms)]
