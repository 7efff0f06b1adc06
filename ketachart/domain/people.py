"""Who works here, and who may do what (the table in charting.md)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in this clinic; a person may be several."""

    NURSE = "nurse"
    ANESTHESIOLOGIST = "anesthesiologist"
    ADMINISTRATOR = "administrator"
    INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can sign in.

    Attributes:
        public_key: Ed25519 public key, hex; signatures are checked against it.
        pin_record: the verifier of the PIN; the PIN itself is nowhere.
    """

    id: str
    name: str
    initials: str
    roles: frozenset[Role]
    credentials: str = ""
    dea_registration: str = ""
    npi: str = ""
    public_key: str = ""
    pin_record: str = field(default="", repr=False)
    disabled: bool = False

    @property
    def titled(self) -> str:
        """The name with credentials, as signed."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


_NURSE = frozenset({Role.NURSE})
_DOCTOR = frozenset({Role.ANESTHESIOLOGIST})
_CHAIR = _NURSE | _DOCTOR
LICENSED = _CHAIR
"""Who holds a license to handle a drug."""
_ADMIN = frozenset({Role.ADMINISTRATOR})
_STAFF = _CHAIR | _ADMIN
_LEDGER_READERS = _ADMIN | frozenset({Role.INSPECTOR})

AT_THE_CHAIR = [
    "session.open",
    "session.screen",
    "session.intake",
    "session.cancel",
    "session.prepare",
    "infusion.start",
    "infusion.rate",
    "infusion.pause",
    "infusion.resume",
    "infusion.bolus",
    "infusion.stop",
    "vitals.chart",
    "score.chart",
    "medication.give",
    "medication.response",
    "adverse.record",
    "allergy.add",
    "note.add",
    "slot.explain",
    "entry.amend",
    "discharge.check",
    "discharge.release",
    "session.addendum",
    "patient.register",
    "extra.chart",
    "alert.acknowledge",
    "effect.mark",
    "event.mark",
    "interval.set",
    "paper.print",
    "session.escort",
    "session.take",
    "session.sign-part",
    "outcome.record",
]
BY_THE_ANESTHESIOLOGIST = [
    "session.order",
    "discharge.order",
    "session.cosign",
    "session.return",
    "medication.acknowledge",
    "session.attest",
    "session.cosign-change",
    "settings.approve",
    "settings.refuse",
]
BY_THE_ADMINISTRATOR = [
    "stock.receive",
    "stock.count",
    "stock.resolve",
    "stock.dispose",
    "stock.transfer",
    "stock.report",
    "inventory.take",
    "profile.adopt",
    "day.close",
    "log.export",
    "person.add",
    "person.change",
    "person.disable",
    "person.enable",
    "person.renew-access",
    "person.attest",
    "person.attest-own",
    "clinic.change",
    "clinic.idle-lock",
    "settings.propose",
    "chair.add",
    "chair.rename",
    "chair.disable",
    "product.list",
    "backup.make",
    "sheets.renew",
    "vault.export",
    "audit.read",
    "workstation.invite",
    "workstation.name",
    "workstation.retire",
    "patients.import",
    "schedule.import",
    "monitor.set",
    "monitor.remove",
]

RIGHTS: dict[str, frozenset[Role]] = {
    **dict.fromkeys(AT_THE_CHAIR, _CHAIR),
    **dict.fromkeys(BY_THE_ANESTHESIOLOGIST, _DOCTOR),
    **dict.fromkeys(BY_THE_ADMINISTRATOR, _ADMIN),
    "patient.register": _STAFF,
    "session.sign": _NURSE,
    "stock.waste": _STAFF,
    "stock.break": _STAFF,
    "witness": _STAFF,
    "conflict.settle": _STAFF,
    "chart.read": _STAFF,
    "ledger.read": _LEDGER_READERS,
    "packet.export": _LEDGER_READERS,
    "summary.read": _STAFF,
    "admin.open": _ADMIN | _DOCTOR,
}


def may(person: Person, do: str) -> bool:
    """Whether any role of the person carries the right to `do`."""
    return not person.disabled and bool(person.roles & RIGHTS.get(do, frozenset()))
