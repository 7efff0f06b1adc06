"""Scenario files: a clinic day as data, read and checked before anything is performed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from ketachart.app.defaults import load_settings
from ketachart.app.vaults import Founding, Newcomer
from ketachart.domain import events as ev
from ketachart.domain.acts.clinic_acts import check_product
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person, Role
from ketachart.domain.products import Product
from ketachart.domain.refusals import Refuse
from ketachart.domain.times import read_moment

FORMAT = "ketachart-scenario/1"
_T = TypeVar("_T")


class ScenarioError(Exception):
    """The file is not a scenario; its sentence says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing someone does.

    Attributes:
        fields: what the act is given, as written.
        refused: the code it must be refused with; empty if it must succeed.
        label: the name later steps use for its entry.
    """

    number: int
    at: datetime
    by: str
    do: str
    fields: Mapping[str, object]
    refused: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A clinic to set up, and what is done in it."""

    founding: Founding
    steps: tuple[Step, ...]
    secrets: Mapping[str, Newcomer]

    @property
    def begins(self) -> datetime:
        """When the first step is done."""
        return self.steps[0].at


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        ScenarioError: it can't be read, or is not one.
    """
    untrusted = _read(path)
    founding = _founding(untrusted, training=True)
    steps = tuple(_step(*each) for each in enumerate(_list(untrusted, "steps")))
    if not steps:
        raise ScenarioError("The scenario has no steps.")
    secrets = {newcomer.person.id: newcomer for newcomer in founding.people}
    return Scenario(founding=founding, steps=steps, secrets=secrets)


def read_clinic(path: Path) -> Founding:
    """Read the first part of a scenario file: a real clinic to be set up.

    Raises:
        ScenarioError: it can't be read, or is not one.
    """
    return _founding(_read(path), training=False)


def _read(path: Path) -> Mapping[str, object]:
    try:
        untrusted = json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_no_constants)
        msgspec.json.encode(untrusted)  # JSON can spell half a character; no file can hold one
    except OSError as error:
        raise ScenarioError("The scenario file can't be read.") from error
    except (ValueError, RecursionError) as error:
        raise ScenarioError("The scenario file is not JSON.") from error
    if not isinstance(untrusted, dict) or untrusted.get("format") != FORMAT:
        raise ScenarioError(f"The file is not a scenario of the format {FORMAT}.")
    return untrusted


def _founding(untrusted: Mapping[str, object], *, training: bool) -> Founding:
    people = [_newcomer(each) for each in _list(untrusted, "people")]
    if not people:
        raise ScenarioError("The scenario has no people.")
    return Founding(
        clinic=_clinic(untrusted.get("clinic"), training=training),
        settings=load_settings(),
        people=people,
        products=[_product(each) for each in _list(untrusted, "products")],
        patients=[_convert(each, Patient, "patients") for each in _list(untrusted, "patients")],
    )


def _no_constants(name: str) -> object:
    raise ValueError(name)


def _list(untrusted: Mapping[str, object], part: str) -> list[object]:
    found = untrusted.get(part, [])
    if not isinstance(found, list):
        raise ScenarioError(f"“{part}” of the scenario is not a list.")
    return found


def _convert(untrusted: object, shape: type[_T], part: str) -> _T:
    try:
        return msgspec.convert(untrusted, shape)
    except msgspec.ValidationError as error:
        fault, at, place = str(error).rpartition(" - at ")
        if fault.startswith("Invalid enum value"):
            fault = "Not one of the values there are"  # what was typed is not repeated
        raise ScenarioError(f"“{part}” of the scenario: {fault}{at}{place}") from error


def _product(untrusted: object) -> Product:
    product = _convert(untrusted, Product, "products")
    try:
        check_product(product)
    except Refuse as refused:
        raise ScenarioError(f"“products” of the scenario: {refused.refusal.sentence}") from refused
    return product


class _Clinic(msgspec.Struct, frozen=True):
    name: str
    address: str
    timezone: str
    dea_registration: str
    chairs: tuple[str, ...]
    phone: str = ""


def _clinic(untrusted: object, *, training: bool) -> ev.ClinicFounded:
    read = _convert(untrusted, _Clinic, "clinic")
    try:
        ZoneInfo(read.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScenarioError("“clinic” of the scenario: there is no such time zone.") from error
    return ev.ClinicFounded(
        name=read.name,
        address=read.address,
        phone=read.phone,
        timezone=read.timezone,
        dea_registration=read.dea_registration,
        chairs=read.chairs,
        training=training,
    )


class _Person(msgspec.Struct, frozen=True):
    id: str
    name: str
    initials: str
    passphrase: str
    pin: str
    role: Role | None = None
    roles: tuple[Role, ...] = ()
    credentials: str = ""
    dea_registration: str = ""
    npi: str = ""


def _newcomer(untrusted: object) -> Newcomer:
    read = _convert(untrusted, _Person, "people")
    roles = frozenset(read.roles) | ({read.role} if read.role else frozenset())
    if not roles:
        raise ScenarioError("“people” of the scenario: someone has no role.")
    person = Person(
        id=read.id,
        name=read.name,
        initials=read.initials,
        roles=roles,
        credentials=read.credentials,
        dea_registration=read.dea_registration,
        npi=read.npi,
    )
    return Newcomer(person=person, passphrase=read.passphrase, pin=read.pin)


def _step(number: int, untrusted: object) -> Step:
    if not isinstance(untrusted, dict):
        raise ScenarioError(f"Step {number} of the scenario is not an object.")
    fields = dict(untrusted)
    at = read_moment(fields.pop("at", None))
    texts = {name: fields.pop(name, "") for name in ("by", "do", "refused", "label")}
    if at is None or not all(isinstance(text, str) for text in texts.values()):
        raise ScenarioError(f"Step {number} of the scenario lacks its time, person or act.")
    named = {name: str(text) for name, text in texts.items()}
    return Step(number=number, at=at, fields=fields, **named)
