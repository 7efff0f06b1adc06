"""Which of what the monitors say is offered at which chair; nothing of it is recorded here.

An offer lasts for a minute after it came. It goes to the patient in the chair where the monitor
stands: not if the monitor names another, and not if it came before this patient sat down. A value
that was measured long before it was sent, or that no living patient has, is not offered. A monitor
whose clock is far off may send what a gateway kept while the line was down: only once its clock has
gone on as ours did for a while is what it sends known to be of now.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.domain.clinic import World
from ketachart.domain.monitors import Monitor
from ketachart.domain.quantities import written
from ketachart.domain.session import IN_CHAIR, Session
from ketachart.domain.settings import Settings
from ketachart.domain.vitals import FIELDS

LASTS_S: Final = 60
"""How long a value is offered after it came."""
MEASURED_WITHIN: Final = timedelta(minutes=2)
"""How long before it was sent a value may have been measured, by the monitor's own clock; and how
far that clock may be from ours."""
CLOCK_OFF: Final = timedelta(minutes=1)
"""From which difference on a monitor's clock is said to be wrong."""
STEADY_S: Final = 60
"""For how long a clock that is far off must have gone on as ours did."""
_GOES_ON: Final = timedelta(seconds=10)
"""How much its difference may waver by, from the line and from seconds that are left out."""
APART_S: Final = 300
"""How long a second device is remembered that sends where only one should."""
_READ_TOGETHER: Final = (("hr",), ("sbp", "dbp"), ("spo2",), ("rr",), ("etco2",), ("temp_c",))
"""A pressure is one value with two numbers: they come from one message, and are offered as one."""
_TOGETHER: Final = {name: group for group in _READ_TOGETHER for name in group}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedValue:
    """One value that may be taken.

    Attributes:
        monitor: the name of the monitor.
        age_s: how long ago it was measured, or came where the monitor doesn't say.
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
    last: Reading = field(default_factory=Reading)
    heard_at: float | None = None
    trouble: tuple[str, float] | None = None
    clock: tuple[timedelta, float] = (timedelta(0), 0.0)
    """How far its clock is ahead of ours, and since when it is that far."""
    may_be_old: bool = False
    origins: dict[str, float] = field(default_factory=dict)
    """When each device that sends by this way was heard last."""

    def take(self, reading: Reading, at_s: float) -> None:
        """Take a reading in: it replaces what was said of the same fields before."""
        about = [(each.patients, each.is_practice) for each in (reading, self.last)]
        self.origins = {each: at for each, at in self.origins.items() if at > at_s - APART_S}
        self.origins[reading.origin] = at_s
        self.last, self.heard_at = reading, at_s
        self.may_be_old = self._may_be_old(reading.ahead or timedelta(0), at_s)
        if about[0] != about[1] or self.may_be_old or self.are_several:
            self.values.clear()
            self.unread.clear()
        if self.may_be_old:
            return
        for name in (*reading.values, *reading.withdrawn, *reading.unread):
            for each in _TOGETHER[name]:
                self.values.pop(each, None)
                self.unread.pop(each, None)
        self.values |= {name: (value, at_s) for name, value in reading.values.items()}
        self.unread |= {name: (why, at_s) for name, why in reading.unread.items()}

    def _may_be_old(self, ahead: timedelta, at_s: float) -> bool:
        """Whether a reading that is so far from our clock may have been kept back on its way."""
        if abs(ahead - self.clock[0]) > _GOES_ON:
            self.clock = (ahead, at_s)
        return abs(ahead) > MEASURED_WITHIN and at_s - self.clock[1] < STEADY_S

    @property
    def are_several(self) -> bool:
        """Whether several devices send by this way; one may leave out at times where it stands."""
        fullest = max(self.origins, key=len, default="")
        return not all(fullest.startswith(each) for each in self.origins)

    def fault(self, name: str, *, is_training: bool) -> str:
        """Why nothing of the monitor may be offered to anyone; empty if something may."""
        if self.are_several:
            return (
                f"Several devices send where only {name} should: nothing of them is offered."
                " Enter what each calls itself."
            )
        if self.last.is_practice and not is_training:
            return f"{name} sends practice values (MSH-11): none of them is offered."
        if self.may_be_old:
            return (
                f"{self.off_clock(name)} or what it sends is old: nothing of it is offered until"
                " its clock has gone on evenly for a minute."
            )
        return ""

    def off_clock(self, name: str) -> str:
        """How far the monitor's clock is off, as the begin of a sentence; empty if it is not."""
        ahead = self.last.ahead
        if ahead is None or abs(ahead) <= CLOCK_OFF:
            return ""
        way = "ahead of" if ahead > timedelta(0) else "behind"
        span = _span(abs(ahead) // timedelta(minutes=1))
        return f"The clock of {name} is {span} {way} this computer's,"


class Offers:
    """What the monitors of this workstation say, and to whom it is offered."""

    def __init__(self, world: World, workstation: str, monotonic: Callable[[], float]) -> None:
        self._world = world
        self._workstation = workstation
        self._monotonic = monotonic
        self._said: dict[str, _Said] = {}
        self._seated: dict[str, tuple[str, float]] = {}
        self._shared: frozenset[str] = frozenset()
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
        open_now = (each.chair for each in self._world.sessions_open() if each.phase in IN_CHAIR)
        self._shared = frozenset(chair for chair, count in Counter(open_now).items() if count > 1)

    def state(self, monitor: Monitor) -> MonitorState:
        """How a monitor's line stands."""
        now, said = self._monotonic(), self._said.get(monitor.id, _Said())
        trouble, at_s = said.trouble or ("", now)
        fault = said.fault(monitor.name, is_training=self._world.site.training)
        if fault and said.heard_at is not None:
            trouble, at_s = fault, said.heard_at
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
        found: list[dict[str, OfferedValue]] = []
        words: list[str] = []
        heard = []
        for monitor in here:
            said = self._said.get(monitor.id, _Said())
            if said.heard_at is not None and said.heard_at >= since:
                heard.append(int(now - said.heard_at))
            fresh = _Fresh(monitor, said, since=since, now=now)
            refusal = self._refusal(fresh, session)
            if refusal:
                words.append(refusal)
            else:
                found.append(fresh.values(settings))
                words += [*fresh.troubles(settings), *fresh.cautions(found[-1])]
        newest = _newest(found)
        return ChairOffer(
            monitors=tuple(each.name for each in here),
            values={name: newest[name] for name in FIELDS if name in newest},
            said=tuple(words),
            silent_s=min(heard, default=None),
        )

    def _refusal(self, fresh: "_Fresh", session: Session) -> str:
        """Why nothing that a monitor said lately is offered to a session; empty if it may be."""
        if not fresh.is_heard:
            return ""
        name = fresh.monitor.name
        fault = fresh.said.fault(name, is_training=self._world.site.training)
        if fault:
            return fault
        if fresh.is_of_another(self._mrn(session)):
            return f"{name} sends values of another patient: none of them is offered."
        if session.chair in self._shared and not fresh.said.last.patients:
            return f"{name} does not say of which session here its values are: none is offered."
        return ""

    def _mrn(self, session: Session) -> str:
        patient = self._world.patient(session.patient)
        return patient.mrn if patient is not None else ""


def _newest(found: Sequence[Mapping[str, OfferedValue]]) -> dict[str, OfferedValue]:
    """Of several monitors the newest of each value; never one number of a pressure from each."""
    newest: dict[str, OfferedValue] = {}
    for group in _READ_TOGETHER:
        whole = [each for each in found if all(name in each for name in group)]
        if whole:
            chosen = min(whole, key=lambda each: each[group[0]].age_s)
            newest |= {name: chosen[name] for name in group}
    return newest


class _Fresh:
    """What one monitor said within the last minute and since the patient sat down."""

    def __init__(self, monitor: Monitor, said: _Said, *, since: float, now: float) -> None:
        self.monitor = monitor
        self.said = said
        self._now = now
        self._since = max(since, now - LASTS_S)
        self.is_heard = said.heard_at is not None and said.heard_at >= self._since
        self._values = {
            name: (measured, at_s)
            for name, (measured, at_s) in said.values.items()
            if at_s >= self._since
        }

    def is_of_another(self, mrn: str) -> bool:
        """Whether the monitor names a patient, and not this one."""
        named = {each.casefold() for each in self.said.last.patients}
        return self.is_heard and bool(named) and mrn.strip().casefold() not in named

    def values(self, settings: Settings) -> dict[str, OfferedValue]:
        """What may be taken."""
        return {
            name: OfferedValue(
                value=measured.value,
                monitor=self.monitor.name,
                age_s=int(self._now - at_s + _seconds(measured.before)),
            )
            for name, (measured, at_s) in self._values.items()
            if not self._fault(name, measured, settings)
        }

    def cautions(self, offered: Mapping[str, OfferedValue]) -> list[str]:
        """What the monitor leaves open about what is offered, and how its clock is off."""
        name, said = self.monitor.name, self.said
        left_open = []
        if offered and not said.last.patients:
            left_open.append("whose values these are")
        if "sbp" in offered and self._values["sbp"][0].before is None:
            left_open.append("when the pressure was taken")
        open_words = ", nor ".join(left_open)
        words = [f"{name} does not say {open_words}: look at it first."] if left_open else []
        clock = said.off_clock(name) if self.is_heard else ""
        return [*words, f"{clock.rstrip(',')}."] if clock else words

    def troubles(self, settings: Settings) -> list[str]:
        """Why single values are not offered, and why the line is silent."""
        words = [
            f"{FIELDS[name]} {self._fault(name, measured, settings)}"
            for name, (measured, _) in self._values.items()
            if self._fault(name, measured, settings)
        ]
        words += [
            f"{FIELDS[name]} {why}: not offered."
            for name, (why, at_s) in self.said.unread.items()
            if at_s >= self._since
        ]
        trouble, at_s = self.said.trouble or ("", self._since)
        if trouble and not self.is_heard and at_s >= self._now - LASTS_S:
            words.append(f"{self.monitor.name}: {trouble}")
        return words

    def _fault(self, name: str, measured: Measured, settings: Settings) -> str:
        """Why a value is not offered; empty if it is."""
        limits, value = settings.vitals[name], measured.value
        number = f"{written(value)} {limits.unit}".rstrip()
        if not limits.low <= value <= limits.high or self._is_upside_down(name):
            return f"{number} is not possible: not offered."
        before = measured.before or timedelta(0)
        if abs(before) > MEASURED_WITHIN:
            way = "before" if before > timedelta(0) else "after"
            minutes = _span(abs(before) // timedelta(minutes=1))
            return f"{number} was measured {minutes} {way} it was sent: not offered."
        return ""

    def _is_upside_down(self, name: str) -> bool:
        pressures = [self._values[each] for each in ("sbp", "dbp") if each in self._values]
        if name not in {"sbp", "dbp"} or len(pressures) < 2:
            return False
        (systolic, _), (diastolic, _) = pressures
        return systolic.value <= diastolic.value


def _seconds(before: timedelta | None) -> float:
    """How much older than its message a value is; one from a moment to come is as old."""
    return max(before.total_seconds(), 0.0) if before is not None else 0.0


def _span(minutes: int) -> str:
    """`7 min`, `3 h`, `2 days`."""
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
