"""HL7 v2 observation results (ORU^R01) as monitors and their gateways send them.

The acknowledgement says whether the message could be read (original mode: AA; AE: its content is
at fault; AR: it is none of those read here). It never says whether a value was offered: the sender
can't mend that a patient left.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

import hl7

from ketachart.devices.codes import charted, field_of, number_in
from ketachart.devices.readings import Measured, Reading

MOST_SEGMENTS: Final = 2000
MOST_MESSAGES: Final = 20
"""In one frame."""
_READ: Final = ("PID", "PV1", "OBR", "OBX")
_SENDERS: Final = {"MSH": (3, 4), "PV1": (3,), "OBX": (18,)}
NOTHING: Final = '""'
"""How HL7 writes that a field is empty on purpose."""
_HEAD: Final = re.compile(r"MSH([^\w\s])([^\w\s]{2,5})\1", re.ASCII)
_TIME: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:\.[0-9]{1,6})?)?"
    r"([+-][0-9]{4})?",
    re.ASCII,
)
_GIVEN: Final = frozenset("FRCP")
"""OBX-11: final, entered but not verified, corrected, preliminary."""
_WITHDRAWN: Final = frozenset("XWDIN")
"""OBX-11: not obtained, wrong, deleted, not yet, not asked for."""
_DOUBTED: Final = frozenset({"INV", "QUES", "NAV", "CAL", "TEST", "DEMO", "EARLY", "BUSY"})
"""OBX-8 (IHE Devices Technical Framework, vol. 2, appendix B.8): the measurement doesn't hold."""
_PRACTICE: Final = frozenset("TD")
"""MSH-11: training, debugging."""
_LONGEST_NAME: Final = 180


class NotOru(Exception):
    """A message that can't be read; str() is a sentence without anything of its content.

    Attributes:
        code: AE, or AR where it is of another kind.
    """

    def __init__(self, sentence: str, code: str = "AR") -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What an acknowledgement repeats of the message; separators as the sender has them."""

    separator: str = "|"
    others: str = "^~\\&"
    application: str = ""
    facility: str = ""
    control: str = ""
    processing: str = "P"
    version: str = "2.6"


def messages(frame: bytes) -> Iterator[str]:
    """The messages of one frame; usually one.

    UTF-8, or else each byte a character: digits and codes are the same in either.
    """
    try:
        text = frame.decode("utf-8")
    except UnicodeDecodeError:
        text = frame.decode("latin-1")
    text = re.sub(r"[\r\n]+", "\r", text).strip("\r\n\x00 ")
    yield from re.split(r"\r(?=MSH)", text, maxsplit=MOST_MESSAGES - 1)


def header_of(text: str) -> Header:
    """What is to be repeated of a message, readable or not."""
    head = _HEAD.match(text)
    if head is None:
        return Header()
    separator = head.group(1)
    fields = text.split("\r", 1)[0].split(separator)
    said = [_plain(each) for each in fields[2:12]]
    said += [""] * (10 - len(said))
    return Header(
        separator=separator,
        others=head.group(2),
        application=said[0],
        facility=said[1],
        control=said[7],
        processing=said[8] or "P",
        version=said[9] or "2.6",
    )


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:_LONGEST_NAME]


def acknowledgement(head: Header, code: str, sentence: str, now: datetime) -> bytes:
    """The answer to a message.

    Args:
        head: of the message.
        code: AA, AE or AR.
        sentence: why; it goes without the separators of the message.
        now: with its zone.
    """
    between, component = head.separator, head.others[0]
    words = "".join(" " if sign in between + head.others else sign for sign in _plain(sentence))
    time = now.strftime("%Y%m%d%H%M%S%z")
    first = [
        f"MSH{between}{head.others}",
        *("KETACHART", "", head.application, head.facility, time, ""),
        component.join(("ACK", "R01", "ACK")),
        head.control or time,
        head.processing,
        head.version,
    ]
    second = ["MSA", code, head.control, words]
    lines = (between.join(line).rstrip(between) for line in (first, second))
    return "".join(f"{line}\r" for line in lines).encode()


def read_oru(text: str, now: datetime) -> Reading:
    """What a message says.

    Args:
        text: one message.
        now: when it came, with the zone in which times without one are read.

    Raises:
        NotOru: it is no such message, or is damaged.
    """
    segments = _segments(text)
    head = segments[0]
    kind = head.parts(9)
    if kind[0] != "ORU" or (len(kind) > 1 and kind[1] not in {"R01", ""}):
        raise NotOru("Only observation results are read here: ORU R01.")
    sent = read_time(head.part(7), now.tzinfo)
    found = _Values(sent or now, now.tzinfo)
    for segment in segments:
        if segment.name == "OBR":
            found.begin(segment)
        elif segment.name == "OBX":
            found.take(segment)
    if not (found.measured or found.withdrawn or found.unread):
        raise NotOru("The message has none of the values that are charted.", "AE")
    _check_one_bed(segments)
    measured = {name: each for name, (_, each) in found.measured.items()}
    return Reading(
        values=measured,
        withdrawn=frozenset(found.withdrawn - measured.keys()),
        unread={name: why for name, why in found.unread.items() if name not in measured},
        patients=_patients(segments),
        senders=_senders(segments),
        ahead=sent - now if sent is not None else None,
        origin="".join(f"{each}\n" for each in (head.part(3), head.part(4), *_beds(segments))),
        is_practice=head.part(11) in _PRACTICE,
    )


def read_time(text: str, zone: tzinfo | None) -> datetime | None:
    """A moment such as `20260303091500-0800`, in `zone` without an offset; None if it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    *parts, offset = found.groups()
    try:
        year, month, day, hour, minute, second = (int(each or 0) for each in parts)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        if offset:
            moment = moment.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
    except ValueError:
        return None
    return moment


# ── The parts of a message ───────────────────────────────────────────────────────────────────────


class _Segment:
    """One line of a message, its fields counted as the standard counts them."""

    def __init__(self, parsed: hl7.Segment, repetition: str, component: str) -> None:
        self._parsed = parsed
        self._repetition, self._component = repetition, component
        self.name = str(parsed[0])

    def repetitions(self, number: int) -> list[list[str]]:
        """The components of each repetition of a field; at least one of one empty component."""
        text = str(self._parsed[number]) if number < len(self._parsed) else ""
        return [
            [part.strip() for part in each.split(self._component)]
            for each in text.split(self._repetition)
        ]

    def parts(self, number: int) -> list[str]:
        """The components of a field's first repetition."""
        return self.repetitions(number)[0]

    def part(self, number: int) -> str:
        """The first component of a field."""
        return self.parts(number)[0]


def _segments(text: str) -> list[_Segment]:
    """The header and the other segments that are read, in their order."""
    head = _HEAD.match(text)
    if head is None:
        raise NotOru("The message has no header (MSH).")
    signs = head.group(1) + head.group(2)
    if len(set(signs)) != len(signs):
        raise NotOru("The message's header (MSH) gives one separator two meanings.")
    lines = text.split("\r")
    if len(lines) > MOST_SEGMENTS:
        raise NotOru(f"The message has more than {MOST_SEGMENTS} segments.", "AE")
    read = [lines[0], *(line for line in lines[1:] if line[:3] in _READ)]
    parsed = hl7.parse("\r".join(line.strip() for line in read))
    component, repetition = head.group(2)[0], head.group(2)[1]
    return [_Segment(each, repetition, component) for each in parsed]


class _Values:
    """The values of a message, as its lines come."""

    def __init__(self, sent: datetime, zone: tzinfo | None) -> None:
        self._sent, self._zone = sent, zone
        self._observed: datetime | None = None
        self.measured: dict[str, tuple[int, Measured]] = {}
        self.withdrawn: set[str] = set()
        self.unread: dict[str, str] = {}

    def begin(self, segment: _Segment) -> None:
        """Take an OBR: when what follows was measured, at the end of its span if that is given."""
        times = (read_time(segment.part(number), self._zone) for number in (8, 7))
        self._observed = next((time for time in times if time is not None), None)

    def take(self, segment: _Segment) -> None:
        """Take one OBX; of several for one field the first of its codes counts."""
        codes = segment.parts(3)
        known = field_of(*codes[:2], *codes[3:5])
        if known is None:
            return
        name, rank = known
        status = segment.part(11)
        if status in _WITHDRAWN:
            self.withdrawn.add(name)
            return
        if status not in _GIVEN:
            self.unread[name] = "came without a status that says it holds"
            return
        if _DOUBTED.intersection(flag[0] for flag in segment.repetitions(8)):
            self.unread[name] = "is marked as invalid, questionable or a test"
            return
        number = number_in(segment.part(5))
        units = segment.parts(6)
        if number is None or len(segment.repetitions(5)) > 1:
            self.unread[name] = "is not one number"
        elif (value := charted(name, number, (*units[:2], *units[3:5]))) is None:
            self.unread[name] = "has no unit that is known here"
        elif name not in self.measured or rank < self.measured[name][0]:
            before = self._before(read_time(segment.part(14), self._zone))
            self.measured[name] = (rank, Measured(value=value, before=before))

    def _before(self, measured: datetime | None) -> timedelta | None:
        """How long before it was sent a value was measured, by the device's own clock."""
        at = measured or self._observed
        return None if at is None else self._sent - at


def _patients(segments: Iterable[_Segment]) -> frozenset[str]:
    """The identifiers of the patient (PID-3); a message that may be about two is refused."""
    each_of = [_identifiers(segment) for segment in segments if segment.name == "PID"]
    if len(each_of) > 1 and (not each_of[0] or any(each != each_of[0] for each in each_of)):
        raise NotOru("The message is about several patients.", "AE")
    return each_of[0] if each_of else frozenset()


def _identifiers(segment: _Segment) -> frozenset[str]:
    """The numbers of a patient; where one is said to be the medical record's (MR), that alone.

    The number of a visit may be another patient's medical record number.
    """
    given = [each for each in segment.repetitions(3) if each[0] not in {"", NOTHING}]
    records = [each for each in given if each[4:5] == ["MR"]]
    return frozenset(each[0] for each in records or given)


def _beds(segments: Iterable[_Segment]) -> frozenset[str]:
    """Where the patient lies (PV1-3)."""
    beds = {"-".join(each.parts(3)) for each in segments if each.name == "PV1"}
    return frozenset(beds - {"", NOTHING})


def _check_one_bed(segments: Iterable[_Segment]) -> None:
    if len(_beds(segments)) > 1:
        raise NotOru("The message is about several beds.", "AE")


def _senders(segments: Iterable[_Segment]) -> frozenset[str]:
    """What the device may be called: application, facility, bed, place, equipment."""
    found: set[str] = set()
    for segment in segments:
        for number in _SENDERS.get(segment.name, ()):
            parts = segment.parts(number)
            found |= {*parts, "-".join(part for part in parts if part)}
    return frozenset(found - {"", NOTHING})
