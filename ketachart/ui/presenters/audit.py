"""The audit in words: who, what, about whom; old and new value of what was changed."""

import json
from collections.abc import Mapping

from ketachart.app.audit import AuditLine, Group
from ketachart.ui.presenters.ledger import TableLine
from ketachart.ui.presenters.proposals import label_of

AUDIT_COLUMNS = ("Time", "Who", "What", "Patient", "Session", "Workstation")
GROUPS = (
    (Group.ALL.value, "Everything"),
    (Group.READ.value, "Read"),
    (Group.SAVED.value, "Printed, saved, exported"),
    (Group.CHANGED.value, "Charted or changed"),
    (Group.SIGNED_IN.value, "Signed in"),
    (Group.FAILED.value, "Failed or refused"),
)
_QUIET = ("pin_record", "public_key")
_OF_PEOPLE = frozenset({"person", "handler", "access", "keyring"})
_LONGEST = 90
_SAID: Mapping[str, str] = {
    "keyring.recovery-kept": "New recovery sheets in force; those before open nothing",
}
_ADOPTED: Mapping[str, str] = {
    "change.proposed": "Proposed",
    "settings.adopted": "Limits in force",
    "drug.adopted": "Drug approved",
    "protocol.adopted": "Protocol approved",
}


def audit_line(line: AuditLine, patient: str) -> TableLine:
    """A line of the table."""
    when = line.recorded_at.replace("T", " ")[:19]
    return TableLine(
        key=f"{line.device}:{line.seq}",
        cells=(
            when,
            line.author_name or line.author,
            what_words(line.kind, line.details),
            patient,
            line.session,
            line.device,
        ),
    )


def what_words(kind: str, details: str) -> str:
    """What was done, in a few words."""
    area, _, what = kind.partition(".")
    body = _fields(details)
    match kind:
        case "record.read":
            return f"Read: {body.get('what', '')}"
        case "person.signed-in":
            return f"Signed in with the {body.get('how', '')}"
        case "person.sign-in-failed":
            return f"✗ Sign-in failed: wrong {body.get('how', '')}"
        case "act.refused":
            return f"✗ Refused: {body.get('do', '')} ({body.get('code', '')})"
        case "signature.given":
            return f"Signature: {body.get('meaning', '')}"
        case "person.changed" | "clinic.changed" | "chairs.changed" | "profile.adopted":
            said = f"{area.capitalize()} changed" if what == "changed" else "Rules of the place"
            return _shortened(f"{said}{_whom(area, body)}: {_differences(body)}")
        case "change.proposed" | "settings.adopted" | "drug.adopted" | "protocol.adopted":
            return _shortened(f"{_ADOPTED[kind]}: {_changes(body)}")
        case "program.changed":
            before = body.get("before") or "an older version"
            return f"KetaChart {body.get('release', '')} from here on; until here {before}"
        case "proposal.decided":
            return "Proposal approved" if body.get("approved") else "Proposal refused"
        case _:
            said = _SAID.get(kind) or f"{area.capitalize()}: {what.replace('-', ' ')}"
            return f"{said}{_whom(area, body)}"


def _whom(area: str, body: Mapping[str, object]) -> str:
    """`, Marta Silva` of whom it is about; what they sign in with where no more was recorded."""
    person = body.get("person")
    if area not in _OF_PEOPLE or person is None:
        return ""
    return f", {person['name'] if isinstance(person, Mapping) else person}"


def _changes(body: Mapping[str, object]) -> str:
    """`Rate is refused above: 3 → 2.5`, for each field."""
    changes = body.get("changes")
    found = changes if isinstance(changes, list) else []
    said = "; ".join(
        f"{label_of(each['field'])}: {each['before'] or 'none'} → {each['after'] or 'none'}"
        for each in found
    )
    return said or "as it stands"


def _differences(body: Mapping[str, object]) -> str:
    """`roles: nurse → nurse, administrator`, for each field that changed."""
    before = body.get("before")
    now = next(
        (body[name] for name in ("person", "now", "chairs", "profile") if name in body), None
    )
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return f"{_value(before)} → {_value(now)}"
    changed = [
        f"{name.replace('_', ' ')}: {_value(before.get(name))} → {_value(now.get(name))}"
        for name in now
        if name not in _QUIET and before.get(name) != now.get(name)
    ]
    return "; ".join(changed) or str(body.get("what", ""))


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "none"
    return str(value) if value not in {None, ""} else "none"


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _fields(details: str) -> Mapping[str, object]:
    found = json.loads(details)
    return found if isinstance(found, dict) else {}
