"""A small clinic to act in: people, drugs on the shelf, and sessions brought to any phase.

Nothing here is a stand-in: it is a real vault in a folder, with the cheapest allowed passphrase
cost and a clock that is set by hand.
"""

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ketachart.app.clinic import Clinic, Done, Outcome, Refused, Turn
from ketachart.app.clock import SetClock
from ketachart.app.defaults import load_settings
from ketachart.app.vaults import Founding, Newcomer, Unlocked, found, unlock
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain import events as ev
from ketachart.domain.acts import Act
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.entries import Entry
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person, Role
from ketachart.domain.products import Product
from ketachart.domain.refusals import Refusal
from ketachart.domain.screening import ABSOLUTE
from ketachart.domain.session import Phase, Session

ZONE: Final = ZoneInfo("America/Los_Angeles")
DAY: Final = date(2026, 3, 3)
SUPPLIER: Final = {"name": "Tidewater Medical Supply", "dea_registration": "RT3004518"}
REGISTRANT: Final = {"name": "Bayside Pain Clinic", "dea_registration": "FB3309172"}
NURSE, SECOND, DOCTOR, ADMIN = "rn.okafor", "rn.silva", "md.reyes", "ad.lindqvist"
INSPECTOR, ABSENT = "in.moss", "rn.away"
ROLES: Final = {
    NURSE: Role.NURSE,
    SECOND: Role.NURSE,
    ABSENT: Role.NURSE,
    DOCTOR: Role.ANESTHESIOLOGIST,
    ADMIN: Role.ADMINISTRATOR,
    INSPECTOR: Role.INSPECTOR,
}
SECRETS: Final = {
    person: (f"quiet {person} herons 41", f"40291{number}") for number, person in enumerate(ROLES)
}
NO_TO_ALL: Final = dict.fromkeys(ABSOLUTE, False)
CHECKLIST: Final[dict[str, object]] = {
    "referral_on_file": True,
    "consent_signed": True,
    "risks_discussed": True,
    "fasting_hours": 8,
    "iv_access": "22 G left forearm",
    "weight_kg": "80",
    "baseline_pain": 7,
    "pregnancy_test": "not applicable",
}
ESCORT: Final[dict[str, object]] = {
    "name": "Ruth Greer",
    "identity_checked": True,
    "accepts_responsibility": True,
    "drives": True,
}
CALM: Final[dict[str, object]] = {"hr": 72, "sbp": 128, "dbp": 82, "spo2": 98, "rr": 14}
NO_ITEMS: Final = [0, 0, 0, 0, 0, 0]


def clock_time(text: str, day: date = DAY) -> datetime:
    """`09:05` or `09:05:30` on the clinic's wall."""
    return datetime.fromisoformat(f"{day} {text}").replace(tzinfo=ZONE)


def product(name: str, substance: str, schedule: str, mg_per_ml: str, ml: str) -> Product:
    """A product in vials."""
    return Product(
        id=name,
        substance=substance,
        schedule=schedule,
        dea_code="7285" if schedule == "III" else "2884",
        ndc="00409-2053-10",
        mg_per_ml=Decimal(mg_per_ml),
        container_ml=Decimal(ml),
    )


def patient(name: str, words: str, sex: str, *, high_respiratory_risk: bool = False) -> Patient:
    """A registered patient."""
    return Patient(
        id=name,
        mrn=f"1048{len(words)}",
        name=words,
        birth_date=date(1971, 9, 14),
        sex=sex,
        address="417 Juniper St, San Pedro, CA 90731",
        weight_kg="80",
        high_respiratory_risk=high_respiratory_risk,
    )


def newcomer(person: str) -> Newcomer:
    """A person of the clinic with secrets that are known here."""
    passphrase, pin = SECRETS[person]
    known = Person(
        id=person,
        name=person.replace(".", " ").title(),
        initials=person[:2].upper(),
        roles=frozenset({ROLES[person]}),
        dea_registration="FR4827133" if person == DOCTOR else "",
    )
    return Newcomer(person=known, passphrase=passphrase, pin=pin)


def founding(*, training: bool = False) -> Founding:
    """The clinic as it is set up."""
    return Founding(
        clinic=ev.ClinicFounded(
            name="Harbor Pain Infusion",
            address="2200 Harbor Blvd, San Pedro, CA 90731",
            phone="310-555-0100",
            timezone=ZONE.key,
            dea_registration="FH1234563",
            chairs=("Chair 1", "Chair 2", "Chair 3"),
            training=training,
        ),
        settings=load_settings(),
        people=[newcomer(person) for person in ROLES],
        products=[
            product("ket-50-10", "Ketamine HCl", "III", "50", "10"),
            product("ket-100-5", "Ketamine HCl", "III", "100", "5"),
            product("mid-1-2", "Midazolam HCl", "IV", "1", "2"),
        ],
        patients=[
            patient("p.greer", "Tobias Greer", "male"),
            patient("p.castellanos", "Rosa Castellanos", "female"),
            patient("p.mbeki", "James Mbeki", "male", high_respiratory_risk=True),
        ],
    )


@dataclass(repr=False)
class House:
    """The clinic at work; every act is performed as if its author had typed it."""

    clinic: Clinic
    clock: SetClock
    folder: Path
    turns: dict[str, Turn] = field(default_factory=dict)

    def at(self, text: str, day: date = DAY) -> None:
        """Set the clinic's clock."""
        self.clock.set(clock_time(text, day))

    def wait(self, minutes: int) -> None:
        """Let minutes pass."""
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))

    def arrive(self, *people: str) -> None:
        """Sign in with the passphrase."""
        for person in people:
            turn = self.clinic.sign_in(person, SECRETS[person][0])
            assert isinstance(turn, Turn), person
            self.turns[person] = turn

    def perform(self, by: str, act: Act) -> Outcome:
        """Perform an act with the PINs of author and second person."""
        pins = {person: pin for person, (_, pin) in SECRETS.items()}
        return self.clinic.perform(
            act,
            self.turns[by],
            own_secret=pins[by],
            second_secret=pins.get(act.second_person, ""),
        )

    def does(self, by: str, do: str, /, **fields: object) -> Outcome:
        """What comes of an act with these published fields (`from_` stands for `from`)."""
        plain = {("from" if name == "from_" else name): value for name, value in fields.items()}
        act = act_from_fields(do, plain)
        assert act is not None, do
        return self.perform(by, act)

    def done(self, by: str, do: str, /, **fields: object) -> Entry:
        """Perform what must succeed; the first entry it made."""
        outcome = self.does(by, do, **fields)
        assert isinstance(outcome, Done), f"{do}: {outcome}"
        return outcome.entries[0]

    def refused(self, by: str, do: str, /, **fields: object) -> Refusal:
        """Perform what must be refused; why it was."""
        outcome = self.does(by, do, **fields)
        assert isinstance(outcome, Refused), f"{do}: {outcome}"
        return outcome.refusal

    def session(self, name: str = "s1") -> Session:
        """A session as it stands."""
        session = self.clinic.books.session(name)
        assert session is not None, name
        return session

    def receive(self, product_id: str, lot: str, containers: int, **fields: object) -> Entry:
        """Take a delivery in."""
        usual: dict[str, object] = {
            "expires": "2027-08-31",
            "invoice": "TW-88213",
            "supplier": SUPPLIER,
            "witness": SECOND,
        }
        given = {"product": product_id, "lot": lot, "containers": containers, **usual, **fields}
        return self.done(ADMIN, "stock.receive", **given)

    def count(self, product_id: str, sealed: int, open_ml: str = "0.00") -> Entry:
        """Count a product by two."""
        return self.done(
            ADMIN,
            "stock.count",
            product=product_id,
            sealed=sealed,
            open_ml=open_ml,
            witness=SECOND,
        )

    def bring(self, session: str, phase: Phase, **choices: str) -> None:
        """Bring a new session to a phase, in the time it takes.

        The order is 40 mg over an hour in a bag of 40 mL with 0.80 mL of 50 mg/mL: 40 mL/h are
        40 mg/h, or 0.5 mg/kg/h for 80 kg. The clock starts where it stands.
        """
        self._go(_WAY, session, phase, choices)

    def bring_on(self, session: str, phase: Phase, **choices: str) -> None:
        """Bring a session that has begun to a later phase."""
        done = [reached for reached, _ in _WAY].index(self.session(session).phase)
        self._go(_WAY[done + 1 :], session, phase, choices)

    def _go(self, way: "Way", session: str, phase: Phase, choices: dict[str, str]) -> None:
        for reached, step in way:
            if reached is not Phase.PAUSED or phase is Phase.PAUSED:
                step(self, session, choices)
            if reached is phase:
                return
        raise AssertionError(phase)

    def make_ready(self, session: str) -> None:
        """Meet every criterion of the release, from the stop on."""
        for minutes in (15, 15):
            self.wait(minutes)
            self.chart(session)
        self.done(NURSE, "score.chart", session=session, scale="Aldrete", items=[2] * 5)
        self.done(NURSE, "score.chart", session=session, scale="CADSS-6", items=NO_ITEMS)
        items = dict.fromkeys(DISCHARGE_ITEMS, True)
        self.done(NURSE, "discharge.check", session=session, items=items)
        self.done(DOCTOR, "discharge.order", session=session)
        self.wait(10)

    def chart(self, session: str = "s1", **values: object) -> Entry:
        """Chart a set of vitals, calm ones if none are given."""
        timed = {name: values.pop(name) for name in ("observed_at",) if name in values}
        return self.done(NURSE, "vitals.chart", session=session, **(values or CALM), **timed)

    def standing(self) -> object:
        """All that a refusal must leave as it is: sessions, stock, days and their logs."""
        books = self.clinic.books
        days = {DAY, self.clock.now().astimezone(ZONE).date(), *books.closed_days()}
        return (
            {name: books.session(name) for name in books.all_sessions()},
            {name: books.stock(name) for name in books.products()},
            books.closed_days(),
            {day: self.clinic.day_log(day, "all") for day in sorted(days)},
            books.people(),
            books.patients(),
        )


def _open(house: House, session: str, choices: dict[str, str]) -> None:
    house.done(
        NURSE,
        "session.open",
        session=session,
        patient=choices.get("patient", "p.greer"),
        chair=choices.get("chair", "Chair 1"),
        protocol=choices.get("protocol", "custom"),
    )
    house.wait(5)


def _screen(house: House, session: str, choices: dict[str, str]) -> None:
    answers = {**NO_TO_ALL, **({choices["yes_to"]: True} if "yes_to" in choices else {})}
    house.done(NURSE, "session.screen", session=session, answers=answers)
    house.wait(5)


def _take_in(house: House, session: str, choices: dict[str, str]) -> None:
    checklist = {**CHECKLIST, "weight_kg": choices.get("weight_kg", "80")}
    escort = {"name": "Ruth Greer", "relationship": "spouse", "phone": "310-555-0175"}
    house.done(NURSE, "session.intake", session=session, checklist=checklist, escort=escort)
    house.wait(15)


def _order(house: House, session: str, choices: dict[str, str]) -> None:
    dose = {"kind": "mg", "amount": "40", "minutes": 60}
    house.done(DOCTOR, "session.order", session=session, dose=dose)
    house.wait(12)


def _prepare(house: House, session: str, choices: dict[str, str]) -> None:
    house.done(
        NURSE,
        "session.prepare",
        session=session,
        draws=[{"vial": choices.get("vial", "K1-1"), "ml": choices.get("draw_ml", "0.80")}],
        bag_ml="40",
        verified_by=SECOND,
    )
    house.wait(12)
    values = {**CALM, "etco2": 38} if choices.get("patient") == "p.mbeki" else CALM
    house.chart(session, **values)
    house.done(NURSE, "score.chart", session=session, scale="CADSS-6", items=NO_ITEMS)
    house.wait(6)


def _start(house: House, session: str, choices: dict[str, str]) -> None:
    house.done(NURSE, "infusion.start", session=session, ml_per_h="40", verified_by=SECOND)


def _pause(house: House, session: str, choices: dict[str, str]) -> None:
    house.done(NURSE, "infusion.pause", session=session, reason="restroom")


def _stop(house: House, session: str, choices: dict[str, str]) -> None:
    for minutes in (5, 5, 5, 15, 15):
        house.wait(minutes)
        house.chart(session)
    house.wait(15)
    pump = choices.get("pump_ml", "40")
    why = {"variance_reason": "read at the pump"} if "pump_ml" in choices else {}
    house.done(NURSE, "infusion.stop", session=session, pump_ml=pump, reason="complete", **why)


def _release(house: House, session: str, choices: dict[str, str]) -> None:
    house.make_ready(session)
    house.done(NURSE, "discharge.release", session=session, escort=ESCORT)


def _sign(house: House, session: str, choices: dict[str, str]) -> None:
    house.wait(10)
    house.done(NURSE, "session.sign", session=session)


def _cosign(house: House, session: str, choices: dict[str, str]) -> None:
    house.wait(10)
    house.done(DOCTOR, "session.cosign", session=session, attestation="I was available.")


_Step = Callable[[House, str, dict[str, str]], None]
Way = list[tuple[Phase, _Step]]
_WAY: Final[Way] = [
    (Phase.OPENED, _open),
    (Phase.SCREENED, _screen),
    (Phase.TAKEN_IN, _take_in),
    (Phase.ORDERED, _order),
    (Phase.PREPARED, _prepare),
    (Phase.INFUSING, _start),
    (Phase.PAUSED, _pause),
    (Phase.RECOVERING, _stop),
    (Phase.RELEASED, _release),
    (Phase.SIGNED, _sign),
    (Phase.COSIGNED, _cosign),
]


@functools.cache
def _stocked(folder: Path) -> Path:
    """A closed vault of the clinic with drugs on the shelf, to be copied."""
    clock = SetClock(clock_time("07:00"))
    vault = folder / "stocked"
    house = House(found(vault, founding(), clock, SMALLEST_COST).clinic, clock, vault)
    house.arrive(ADMIN, SECOND)
    house.receive("ket-50-10", "K1", 6)
    house.receive("ket-50-10", "OLD", 1, expires="2026-03-02")
    house.receive("ket-50-10", "TODAY", 1, expires=DAY.isoformat())
    house.receive("ket-100-5", "H1", 3)
    house.receive("mid-1-2", "M1", 4)
    house.clinic.close()
    return vault


def open_house(template: Path, folder: Path) -> House:
    """A clinic at eight in the morning: four people here, one nurse away, the shelf full.

    Args:
        template: a folder for the vault that is copied, the same for many houses.
        folder: where this clinic's vault is to stand.
    """
    shutil.copytree(_stocked(template), folder)
    return reopened(folder, SetClock(clock_time("08:00")))


def reopened(folder: Path, clock: SetClock) -> House:
    """A vault opened anew, with the same people here."""
    opened = unlock(folder, NURSE, SECRETS[NURSE][0], clock)
    assert isinstance(opened, Unlocked)
    house = House(opened.clinic, clock, folder, {NURSE: opened.turn})
    house.arrive(SECOND, DOCTOR, ADMIN, INSPECTOR)
    return house
