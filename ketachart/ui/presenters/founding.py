"""What a clinic needs to begin: what was typed, what is wrong with it, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ketachart.app.defaults import load_settings
from ketachart.app.passphrases import passphrase_fault, pin_fault
from ketachart.app.vaults import Founding, Newcomer
from ketachart.domain import events as ev
from ketachart.domain.daylog import SCHEDULES
from ketachart.domain.people import Person, Role
from ketachart.domain.products import Product, dea_number_holds
from ketachart.domain.quantities import exact

MOST_CHAIRS = 16
ROLES = (
    (Role.NURSE.value, "Nurse"),
    (Role.ANESTHESIOLOGIST.value, "Anesthesiologist"),
    (Role.ADMINISTRATOR.value, "Administrator"),
    (Role.INSPECTOR.value, "Inspector"),
)
NEEDED_ROLES = (Role.NURSE, Role.ANESTHESIOLOGIST, Role.ADMINISTRATOR)
SCHEDULE_CHOICES = tuple((schedule, f"C-{schedule}") for schedule in SCHEDULES)
_NOT_A_DEA_NUMBER = (
    "This is not a DEA registration number: two letters, six digits and a check digit."
)
_US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and in which field."""

    sentence: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicTyped:
    """The clinic's particulars as typed."""

    name: str
    address: str
    phone: str
    timezone: str
    dea_registration: str
    chairs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTyped:
    """A person as typed; the secrets stay with whoever is set up."""

    id: str
    name: str
    initials: str
    credentials: str
    roles: tuple[str, ...]
    dea_registration: str
    passphrase: str
    passphrase_again: str
    pin: str
    pin_again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTyped:
    """A controlled product as typed."""

    substance: str
    schedule: str
    dea_code: str
    ndc: str
    mg_per_ml: str
    container_ml: str
    container: str


def zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones to choose from: those of the United States first."""
    others = sorted(available_timezones() - set(_US_ZONES))
    return tuple((zone, zone.replace("_", " ")) for zone in (*_US_ZONES, *others))


def clinic_of(typed: ClinicTyped) -> ev.ClinicFounded | Fault:
    """The clinic, or what is wrong with what was typed."""
    for value, about, words in (
        (typed.name, "name", "the clinic's name"),
        (typed.address, "address", "the address: the controlled-substance log must bear it"),
    ):
        if not value:
            return Fault(sentence=f"Enter {words}.", about=about)
    try:
        ZoneInfo(typed.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Fault(sentence="Choose the clinic's time zone.", about="timezone")
    if not dea_number_holds(typed.dea_registration.upper()):
        return Fault(sentence=_NOT_A_DEA_NUMBER, about="dea_registration")
    count = exact(typed.chairs)
    if count is None or count != int(count) or not 1 <= count <= MOST_CHAIRS:
        return Fault(sentence=f"A clinic has 1 to {MOST_CHAIRS} chairs.", about="chairs")
    return ev.ClinicFounded(
        name=typed.name,
        address=typed.address,
        phone=typed.phone,
        timezone=typed.timezone,
        dea_registration=typed.dea_registration.upper(),
        chairs=tuple(f"Chair {number}" for number in range(1, int(count) + 1)),
        training=False,
    )


def newcomer_of(typed: PersonTyped, others: Sequence[Newcomer]) -> Newcomer | Fault:
    """The person, or what is wrong with what was typed."""
    fault = _particulars_fault(typed, others) or _secrets_fault(typed)
    if fault is not None:
        return fault
    person = Person(
        id=typed.id,
        name=typed.name,
        initials=typed.initials,
        credentials=typed.credentials,
        roles=frozenset(Role(role) for role in typed.roles),
        dea_registration=typed.dea_registration.upper(),
    )
    return Newcomer(person=person, passphrase=typed.passphrase, pin=typed.pin)


def _particulars_fault(typed: PersonTyped, others: Sequence[Newcomer]) -> Fault | None:
    if not typed.name:
        return Fault(sentence="Enter the name.", about="person_name")
    if not typed.initials:
        return Fault(sentence="Enter the initials: the log bears them.", about="initials")
    if not typed.roles:
        return Fault(sentence="Tick a role, or several.", about="roles")
    if not typed.id or " " in typed.id:
        sentence = "Enter a short name to sign in with, without blanks, such as rn.okafor."
        return Fault(sentence=sentence, about="id")
    if typed.id in {other.person.id for other in others}:
        return Fault(sentence="Someone signs in by that name already.", about="id")
    if typed.dea_registration and not dea_number_holds(typed.dea_registration.upper()):
        return Fault(sentence=_NOT_A_DEA_NUMBER, about="own_dea")
    return None


def _secrets_fault(typed: PersonTyped) -> Fault | None:
    if fault := passphrase_fault(typed.passphrase):
        return Fault(sentence=fault, about="passphrase")
    if typed.passphrase != typed.passphrase_again:
        return Fault(sentence="The two passphrases differ.", about="passphrase_again")
    if fault := pin_fault(typed.pin):
        return Fault(sentence=fault, about="pin")
    if typed.pin != typed.pin_again:
        return Fault(sentence="The two PINs differ.", about="pin_again")
    return None


def missing_roles(people: Sequence[Newcomer]) -> tuple[str, ...]:
    """The roles without which a clinic cannot give an infusion and close its day."""
    held = {role for newcomer in people for role in newcomer.person.roles}
    return tuple(role.value for role in NEEDED_ROLES if role not in held)


def product_of(typed: ProductTyped, others: Sequence[Product]) -> Product | Fault:
    """The product, or what is wrong with what was typed."""
    for value, about, words in (
        (typed.substance, "substance", "the substance"),
        (typed.schedule, "schedule", "the schedule"),
        (typed.dea_code, "dea_code", "the DEA drug code"),
        (typed.ndc, "ndc", "the NDC, as on the package"),
        (typed.container, "container", "what a container is, such as vial"),
    ):
        if not value:
            return Fault(sentence=f"Enter {words}.", about=about)
    strength, volume = exact(typed.mg_per_ml), exact(typed.container_ml)
    if strength is None or strength <= 0:
        return Fault(sentence="The strength is a number above 0.", about="mg_per_ml")
    if volume is None or volume <= 0:
        return Fault(sentence="The size is a number above 0.", about="container_ml")
    if typed.ndc in {other.ndc for other in others}:
        return Fault(sentence="A product with this NDC is in the list already.", about="ndc")
    letters = "".join(sign for sign in typed.substance.casefold() if sign.isalpha())[:3]
    return Product(
        id=f"{letters}-{typed.mg_per_ml}-{typed.container_ml}-{typed.ndc}",
        substance=typed.substance,
        schedule=typed.schedule,
        dea_code=typed.dea_code,
        ndc=typed.ndc,
        mg_per_ml=strength,
        container_ml=volume,
        container=typed.container,
    )


def founding_of(
    clinic: ev.ClinicFounded, people: Sequence[Newcomer], products: Sequence[Product]
) -> Founding:
    """Everything together, with the shipped limits to begin with."""
    return Founding(
        clinic=clinic, settings=load_settings(), people=tuple(people), products=tuple(products)
    )
