"""What a session's bundle is made from, and how its resources name each other."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Final
from uuid import UUID, uuid5

from ketachart.domain.clinic import Site
from ketachart.domain.entries import Entry
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.session import Session
from ketachart.domain.times import stamp
from ketachart.exports.fhir_codes import ENTRY, Resource

_NAMES: Final = UUID("5b1c3d52-6f0e-5c58-9d0a-0f6f2f6c7a00")
_NO_PLACE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that neither a string of FHIR nor XML may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """Everything a bundle says.

    Attributes:
        protocol: its name in the library; its identifier where it is no longer there.
        product: what the bag was made from; None before it was prepared.
        people: everyone the record may name.
        made_at: when the bundle is put together.
    """

    session: Session
    patient: Patient
    protocol: str
    product: Product | None
    site: Site
    people: tuple[Person, ...]
    made_at: datetime

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that count, in the order recorded."""
        aside = frozenset(self.session.unplaced)
        return tuple(each for each in self.session.log if each.ref not in aside)

    def moment(self, at: datetime) -> str:
        """A moment in clinic time with its offset."""
        return stamp(at, self.site.zone)

    def name(self, person: str) -> str:
        """A person with credentials, or the bare identifier of someone unknown."""
        known = self.person(person)
        return known.titled if known else person

    def person(self, person: str) -> Person | None:
        """Someone the record names."""
        return next((each for each in self.people if each.id == person), None)


@dataclass(slots=True)
class Writing:
    """The resources so far. The same record gives the same names, on every workstation."""

    record: SessionRecord
    resources: list[tuple[str, Resource]] = field(default_factory=list)
    _named: dict[str, None] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """How far an observation is to be believed: the nurse has signed it, or not yet."""
        return "final" if self.record.session.signature is not None else "preliminary"

    @property
    def people_named(self) -> tuple[str, ...]:
        """Everyone who was referred to, in the order of the first time."""
        return tuple(self._named)

    def urn(self, kind: str, name: str = "") -> str:
        """The name of a resource: of this session, or the same in all sessions of the clinic."""
        session, clinic = self.record.session, self.record.site.dea_registration
        lasting = {"Organization": "", "Patient": session.patient, "Location": session.chair}
        about = session.id
        if kind in lasting or kind == "Practitioner":
            about, name = "", lasting.get(kind, name)
        return f"urn:uuid:{uuid5(_NAMES, f'{clinic}/{about}/{kind}/{name}')}"

    def names_of(self, what: str) -> str:
        """Whose names these are: this clinic's for its patients, people or sessions.

        Another clinic gives the same names to others.
        """
        clinic = self.record.site.dea_registration
        return f"urn:uuid:{uuid5(_NAMES, f'{clinic}/names of {what}')}"

    def add(self, resource: Resource, name: str = "") -> Resource:
        """Take a resource in; a reference to it."""
        kind = str(resource["resourceType"])
        urn = self.urn(kind, name)
        self.resources.append((urn, {**resource, "id": urn.removeprefix("urn:uuid:")}))
        return {"reference": urn}

    def refer(self, kind: str, name: str = "") -> Resource:
        """A reference to a resource that is taken in, or will be."""
        return {"reference": self.urn(kind, name)}

    def who(self, person: str) -> Resource:
        """A reference to someone who acted; their own resource follows."""
        self._named[person] = None
        return {
            "reference": self.urn("Practitioner", person),
            "display": self.record.name(person),
        }

    @property
    def of_the_session(self) -> Resource:
        """What nearly every resource says: whose it is, and of which visit."""
        return {"subject": self.refer("Patient"), "encounter": self.refer("Encounter")}


def entry_name(ref: str) -> list[Resource]:
    """An identifier that names the entry of the log a resource was made from."""
    return [{"system": ENTRY, "value": ref}]


def narrative(lines: list[str] | tuple[str, ...]) -> Resource:
    """Lines for a person to read."""
    told = lines or ("Nothing was charted.",)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in told)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'
    return {"status": "generated", "div": div}


def printable(element: object) -> object:
    """An element whose texts have a replacement sign for each that FHIR has no place for."""
    if isinstance(element, str):
        return _NO_PLACE.sub("\N{REPLACEMENT CHARACTER}", element)
    if isinstance(element, dict):
        return {name: printable(each) for name, each in element.items()}
    if isinstance(element, list):
        return [printable(each) for each in element]
    return element


def note(words: str) -> list[Resource]:
    """An annotation; none where there is nothing to say."""
    return [{"text": words}] if words else []
