"""The checks that rules have in common.

A rule checks in the published order: is what it names known; locked or
closed; phase and chair; second person; values, reasons and times; then what
is special to it. It answers with planned facts, or leaves with a refusal.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from ketachart.domain.clinic import Context, World
from ketachart.domain.patients import Patient
from ketachart.domain.people import LICENSED, Person, may
from ketachart.domain.products import Container, ContainerState, Product
from ketachart.domain.profiles import WasteWitness
from ketachart.domain.quantities import decimals, exact
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Phase, Session
from ketachart.domain.stock import Stock
from ketachart.domain.texts import is_whole, not_whole
from ketachart.domain.times import clock_text, local_day, read_day, read_moment

Raw = object
STOCK_DECIMALS = 2
DOSE_DECIMALS = 4


def role_refused(context: Context) -> NoReturn:
    """Refuse because of the person's role."""
    roles = " and ".join(sorted(context.by.roles)) or "nobody"
    refuse(
        Code.ROLE,
        f"This is not for the {roles} to do.",
        "Ask someone whose role it is, or sign in in that role.",
    )


def text_of(raw: Raw) -> str:
    """Typed text without surrounding blanks; anything else, or what can't be kept, is no text."""
    if not isinstance(raw, str) or not is_whole(raw):
        return ""
    return raw.strip()


def invalid(sentence: str, remedy: str, about: str = "") -> NoReturn:
    """Refuse malformed input."""
    refuse(Code.INPUT_INVALID, sentence, remedy, about)


def check_whole(thing: Patient | Person | Product) -> None:
    """Refuse particulars that can't be written to a file."""
    if about := not_whole(thing):
        invalid("There is a sign in this that can't be kept.", "Type it again.", about)


def text(raw: Raw, about: str, name: str) -> str:
    """Required text."""
    if (given := text_of(raw)) == "":
        invalid(f"{name} is missing.", f"Enter {name.lower()}.", about)
    return given


def optional_text(raw: Raw, about: str) -> str:
    """Text that may be left out, but not be something else."""
    given = text_of(raw)
    if raw is not None and (not isinstance(raw, str) or (raw.strip() and not given)):
        invalid(f"“{about}” must be text.", "Enter words.", about)
    return given


def reason(raw: Raw, what: str, about: str = "reason") -> str:
    """A reason, which must not be empty."""
    optional_text(raw, about)
    if (given := text_of(raw)) == "":
        refuse(Code.REASON_REQUIRED, f"{what} needs a reason.", "Say why in a few words.", about)
    return given


def number(raw: Raw, about: str, name: str, *, places: int) -> Decimal:
    """A decimal number with at most `places` decimals."""
    given = exact(raw)
    if given is None:
        invalid(f"{name} is not a number.", "Type digits, with a point if needed.", about)
    if decimals(given) > places:
        invalid(f"{name} has more than {places} decimals.", f"Use at most {places}.", about)
    return given


def amount(raw: Raw, about: str, name: str, *, places: int = STOCK_DECIMALS) -> Decimal:
    """A decimal number above zero."""
    if (given := number(raw, about, name, places=places)) <= 0:
        invalid(f"{name} must be more than 0.", "Enter the true amount.", about)
    return given


def whole(raw: Raw, about: str, name: str, *, low: int, high: int) -> int:
    """A whole number within bounds."""
    given = exact(raw)
    if given is None or given != given.to_integral_value() or not low <= given <= high:
        invalid(f"{name} must be a whole number from {low} to {high}.", "Correct it.", about)
    return int(given)


def yes_or_no(raw: Raw, about: str) -> bool:
    """A plain yes or no."""
    if not isinstance(raw, bool):
        invalid(f"“{about}” must be answered with yes or no.", "Answer it.", about)
    return raw


def listed(raw: Raw) -> Sequence[Raw]:
    """What a list holds; nothing if it is not a list."""
    return raw if isinstance(raw, Sequence) and not isinstance(raw, str | bytes) else ()


def mapping(raw: Raw, about: str) -> Mapping[str, Raw]:
    """Named values."""
    if not isinstance(raw, Mapping):
        invalid(f"“{about}” is missing.", "Fill it in.", about)
    return raw


def day(raw: Raw, about: str) -> date:
    """A calendar day."""
    given = raw if isinstance(raw, date) else read_day(raw)
    if given is None:
        invalid("The date is not one.", "Write it as 2026-03-03.", about)
    return given


def past_day(raw: Raw, about: str, world: World, context: Context) -> date | None:
    """A day up to today; None if none is given."""
    if raw is None or raw == "":
        return None
    given = day(raw, about)
    if given > local_day(context.now, world.site.zone):
        refuse(Code.IN_FUTURE, f"{given} is still to come.", "Enter the day it was.", about)
    return given


def known_session(world: World, raw: Raw) -> Session:
    """The session named."""
    session = world.session(text_of(raw))
    if session is None:
        refuse(
            Code.SESSION_UNKNOWN, "There is no such session.", "Open it from the board.", "session"
        )
    return session


def known_stock(world: World, raw: Raw) -> Stock:
    """The stock of the product named."""
    stock = world.stock(text_of(raw))
    if stock is None:
        invalid("There is no such product.", "Choose one from the list.", "product")
    return stock


def known_container(world: World, raw: Raw, *, about: str = "vial") -> Container:
    """The container named; refused when it never was here or has left the stock."""
    container = world.container(text_of(raw))
    if container is None or container.state is ContainerState.GONE:
        not_in_stock(text_of(raw), about)
    return container


def not_in_stock(name: str, about: str = "vial") -> NoReturn:
    """Refuse a container that isn't on the shelf."""
    refuse(
        Code.VIAL_UNKNOWN,
        f"Vial {name or 'without a name'} is not in stock.",
        "Read the label again: lot and number.",
        about,
    )


def check_not_locked(session: Session) -> None:
    """Refuse changes to what was signed."""
    if session.phase is Phase.SIGNED:
        refuse(
            Code.LOCKED,
            "This session is signed.",
            "Ask the anesthesiologist to send it back.",
        )
    if session.phase is Phase.COSIGNED:
        refuse(Code.LOCKED, "This session is co-signed.", "Add an addendum.")


def check_phase(session: Session, allowed: frozenset[Phase], what: str) -> None:
    """Refuse a step out of order."""
    if session.phase not in allowed:
        wrong_phase(session, what, f"It is possible while {_either(allowed)}.")


def wrong_phase(session: Session, what: str, remedy: str) -> NoReturn:
    """Refuse a step out of order, saying where the session stands."""
    sentence = f"{what} is not possible now: the session is {session.phase}."
    refuse(Code.WRONG_PHASE, sentence, remedy)


def _either(phases: frozenset[Phase]) -> str:
    return " or ".join(phase for phase in Phase if phase in phases)


def known_second(world: World, raw: Raw) -> Person | None:
    """The second person, if one is named; refused when nobody of that name works here."""
    second = text_of(raw)
    if second == "":
        return None
    person = world.person(second)
    if person is None:
        invalid("The second person is not known here.", "Choose a person.", "witness")
    return person


def check_second(world: World, context: Context, raw: Raw, what: str) -> str:
    """The second person, who is someone else and may be one.

    Where a phase is checked before, `known_second` is asked before that.
    """
    person = known_second(world, raw)
    if person is None:
        refuse(
            Code.WITNESS_REQUIRED,
            f"{what} needs a second person.",
            "Ask someone to watch and sign with their PIN.",
            "witness",
        )
    if person.id == context.by.id:
        refuse(
            Code.WITNESS_SAME,
            f"{what} needs a second person; you are the first.",
            "Ask someone else.",
            "witness",
        )
    if not may(person, "witness"):
        refuse(Code.ROLE, f"{person.name} may not be a witness.", "Ask someone else.", "witness")
    return person.id


def check_licensed(world: World, context: Context, witness: str) -> None:
    """Refuse waste by anyone unlicensed where the rules of the place ask for two who are."""
    if world.profile.waste_witness is WasteWitness.ANY:
        return
    for person in (context.by, world.person(witness)):
        if person is not None and not person.roles & LICENSED:
            refuse(
                Code.ROLE,
                f"{person.name} is not licensed; here both who waste must be.",
                "Ask a nurse or an anesthesiologist.",
                "witness",
            )


def observed(raw: Raw, session: Session, world: World, context: Context) -> datetime:
    """When something was observed: now, or the moment set."""
    moment = context.now if raw is None else read_moment(raw)
    zone = world.site.zone
    if moment is None:
        invalid(
            "The time can't be read.",
            "Write hours and minutes, such as 09:07; in a file its day and offset too.",
            "observed_at",
        )
    if moment > context.now:
        refuse(
            Code.IN_FUTURE,
            f"{clock_text(moment, zone)} is still to come.",
            "Enter the time it was observed.",
            "observed_at",
        )
    # What is observed now always is; the clock may have been set back since the session began.
    if raw is not None and moment < session.opened_at:
        refuse(
            Code.BEFORE_SESSION,
            f"{clock_text(moment, zone)} is before the session was opened.",
            f"Enter a time from {clock_text(session.opened_at, zone)} on.",
            "observed_at",
        )
    return moment


def observed_in_chair(raw: Raw, session: Session, world: World, context: Context) -> datetime:
    """When vitals were taken or a drug was given: no later than the patient left.

    What is heard of the patient later, an adverse event or a score, has a later time.
    """
    moment = observed(raw, session, world, context)
    if session.released_at is not None and moment > session.released_at:
        left = clock_text(session.released_at, world.site.zone)
        refuse(
            Code.AFTER_RELEASE,
            f"The patient left at {left}.",
            f"Enter when it was observed, up to {left}.",
            "observed_at",
        )
    return moment


def check_expiry(container: Container, world: World, context: Context) -> None:
    """Refuse a container past the local day it expires."""
    if container.expires < local_day(context.now, world.site.zone):
        refuse(
            Code.VIAL_EXPIRED,
            f"Vial {container.id} expired on {container.expires.isoformat()}.",
            "Take another vial; dispose of this one.",
            "vial",
        )
