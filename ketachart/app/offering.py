"""Which of what the monitors say is offered at which chair; nothing of it is recorded here.

An offer lasts for a minute after it came. It goes to the patient in the chair where the monitor
stands: not if the monitor names another, and not if it came before this patient sat down. A value
that was measured long before it was sent, or that no living patient has, is not offered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.domain.clinic import World
from ketachart.domain.monitors import Monitor
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.vitals import FIELDS

LASTS_S: Final = 60
"""How long a value is offered after it came."""
MEASURED_WITHIN: Final = timedelta(minutes=2)
"""How long before it was sent a value may have been measured, by the monitor's own clock."""
CLOCK_OFF: Final = timedelta(minutes=1)
"""From which difference on a monitor's clock is said to be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedValue:
    """One value that may be taken.

    Attributes:
        monitor: the name of the monitor.
        age_s: how long ago it came.
    """

    value: Decimal
    monitor: str
    age_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairOffer:
    """What is offered at a chair that has a monitor.

    Attributes:
        monitors: the names of the monitors there.
        values: what may be taken, by field.
        said: why something is not offered, or is to be taken with care; sentences.
        silent_s: for how long nothing came; None if nothing came yet.
    """

    monitors: tuple[str, ...]
    values: Mapping[str, OfferedValue] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    silent_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorState:
    """How a monitor's line stands.

    Attributes:
        heard_s: how long ago a reading came; None if none did since the program began.
        trouble: what was wrong last, in words; empty if nothing was.
        trouble_s: how long ago that was.
    """

    heard_s: int | None = None
    trouble: str = ""
    trouble_s: int = 0


@dataclass(slots=True)
class _Said:
    """What one monitor said."""

    values: dict[str, tuple[Measured, float]] = field(default_factory=dict)
    unread: dict[str, tuple[str, float]] = field(default_factory=dict)
    patients: frozenset[str] = frozenset()
    ahead: timedelta | None = None
    heard_at: float | None = None
    trouble: tuple[str, float] | None = None

    def take(self, reading: Reading, at_s: float) -> None:
        """Take a reading in: it replaces what was said of the same fields before."""
        if reading.patients != self.patients:
            self.values.clear()
            self.unread.clear()
        self.patients, self.ahead, self.heard_at = reading.patients, reading.ahead, at_s
        for name in (*reading.values, *reading.withdrawn, *reading.unread):
            self.values.pop(name, None)
            self.unread.pop(name, None)
        self.values |= {name: (value, at_s) for name, value in reading.values.items()}
        self.unread |= {name: (why, at_s) for name, why in reading.unread.items()}


class Offers:
    """What the monitors of this workstation say, and to whom it is offered."""

    def __init__(self, world: World, workstation: str, monotonic: Callable[[], float]) -> None:
        self._world = world
        self._workstation = workstation
        self._monotonic = monotonic
        self._said: dict[str, _Said] = {}
        self._seated: dict[str, tuple[str, float]] = {}
        self.monitors: tuple[Monitor, ...] = ()
        self.renew()

    def renew(self) -> None:
        """Take over which monitors there are now; what a changed one said is forgotten."""
        known = {each.id: each for each in self.monitors}
        self.monitors = tuple(self._world.monitors(self._workstation))
        same = {each.id for each in self.monitors if known.get(each.id) == each}
        self._said = {name: said for name, said in self._said.items() if name in same}

    def hear(self, heard: Iterable[Heard]) -> None:
        """Take in what came; to be called at every tick, so that who sits where is known."""
        self._look_who_sits()
        known = {each.id for each in self.monitors}
        for each in heard:
            if each.device not in known:
                continue
            said = self._said.setdefault(each.device, _Said())
            if each.reading is not None:
                said.take(each.reading, each.at_s)
            else:
                said.trouble = (each.trouble, each.at_s)

    def _look_who_sits(self) -> None:
        if not self.monitors:
            return
        now, sitting = self._monotonic(), self._world.in_chair()
        for chair in {each.chair for each in self.monitors}:
            session = sitting.get(chair, "")
            if self._seated.get(chair, ("", 0.0))[0] != session:
                self._seated[chair] = (session, now)

    def state(self, monitor: str) -> MonitorState:
        """How a monitor's line stands."""
        now, said = self._monotonic(), self._said.get(monitor, _Said())
        trouble, at_s = said.trouble or ("", now)
        heard_s = None if said.heard_at is None else int(now - said.heard_at)
        return MonitorState(heard_s=heard_s, trouble=trouble, trouble_s=int(now - at_s))

    def strangers(self) -> frozenset[str]:
        """The chairs whose monitor names another patient than the one who sits there."""
        found = set()
        for monitor in (each for each in self.monitors if each.on):
            seated, since = self._seated.get(monitor.chair, ("", 0.0))
            session, said = self._world.session(seated), self._said.get(monitor.id)
            if session is not None and said is not None:
                fresh = _Fresh(monitor, said, since=since, now=self._monotonic())
                if fresh.is_of_another(self._mrn(session)):
                    found.add(monitor.chair)
        return frozenset(found)

    def at_chair(self, session: Session, settings: Settings) -> ChairOffer | None:
        """What is offered to a session; None where no monitor that is on stands at its chair."""
        here = [each for each in self.monitors if each.on and each.chair == session.chair]
        seated, since = self._seated.get(session.chair, ("", 0.0))
        if not here or seated != session.id:
            return None
        now = self._monotonic()
        found: dict[str, OfferedValue] = {}
        words: list[str] = []
        heard = []
        for monitor in here:
            said = self._said.get(monitor.id, _Said())
            if said.heard_at is not None and said.heard_at >= since:
                heard.append(int(now - said.heard_at))
            fresh = _Fresh(monitor, said, since=since, now=now)
            if fresh.is_of_another(self._mrn(session)):
                words.append(
                    f"{monitor.name} sends values of another patient: none of them is offered."
                )
                continue
            words += fresh.troubles(settings)
            for name, value in fresh.values(settings).items():
                if name not in found or value.age_s < found[name].age_s:
                    found[name] = value
        return ChairOffer(
            monitors=tuple(each.name for each in here),
            values={name: found[name] for name in FIELDS if name in found},
            said=tuple(words),
            silent_s=min(heard, default=None),
        )

    def _mrn(self, session: Session) -> str:
        patient = self._world.patient(session.patient)
        return patient.mrn if patient is not None else ""


class _Fresh:
    """What one monitor said within the last minute and since the patient sat down."""

    def __init__(self, monitor: Monitor, said: _Said, *, since: float, now: float) -> None:
        self._monitor = monitor
        self._said = said
        self._now = now
        self._since = max(since, now - LASTS_S)
        self._is_fresh = said.heard_at is not None and said.heard_at >= self._since
        self._values = {
            name: (measured, at_s)
            for name, (measured, at_s) in said.values.items()
            if at_s >= self._since
        }

    def is_of_another(self, mrn: str) -> bool:
        """Whether the monitor names a patient, and not this one."""
        named = {each.casefold() for each in self._said.patients}
        return self._is_fresh and bool(named) and mrn.strip().casefold() not in named

    def values(self, settings: Settings) -> dict[str, OfferedValue]:
        """What may be taken."""
        return {
            name: OfferedValue(
                value=measured.value, monitor=self._monitor.name, age_s=int(self._now - at_s)
            )
            for name, (measured, at_s) in self._values.items()
            if not self._fault(name, measured, settings)
        }

    def troubles(self, settings: Settings) -> list[str]:
        """Why something is not offered, and that the monitor's clock is wrong."""
        words = [
            f"{FIELDS[name]} {self._fault(name, measured, settings)}"
            for name, (measured, _) in self._values.items()
            if self._fault(name, measured, settings)
        ]
        words += [
            f"{FIELDS[name]} {why}: not offered."
            for name, (why, at_s) in self._said.unread.items()
            if at_s >= self._since
        ]
        trouble, at_s = self._said.trouble or ("", self._since)
        if trouble and not self._is_fresh and at_s >= self._now - LASTS_S:
            words.append(f"{self._monitor.name}: {trouble}")
        ahead = self._said.ahead
        if self._is_fresh and ahead is not None and abs(ahead) > CLOCK_OFF:
            minutes = abs(ahead) // timedelta(minutes=1)
            way = "ahead" if ahead > timedelta(0) else "behind"
            words.append(f"The clock of {self._monitor.name} is {_span(minutes)} {way}.")
        return words

    def _fault(self, name: str, measured: Measured, settings: Settings) -> str:
        """Why a value is not offered; empty if it is."""
        limits, value = settings.vitals[name], measured.value
        number = f"{written(value)} {limits.unit}".rstrip()
        if not limits.low <= value <= limits.high or self._is_upside_down(name):
            return f"{number} is not possible: not offered."
        if measured.before > MEASURED_WITHIN:
            minutes = measured.before // timedelta(minutes=1)
            return f"{number} was measured {_span(minutes)} before it was sent: not offered."
        return ""

    def _is_upside_down(self, name: str) -> bool:
        pressures = [self._values[each] for each in ("sbp", "dbp") if each in self._values]
        if name not in {"sbp", "dbp"} or len(pressures) < 2:
            return False
        (systolic, _), (diastolic, _) = pressures
        return systolic.value <= diastolic.value


def _span(minutes: int) -> str:
    """`7 min`, `3 h`, `2 days`."""
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
