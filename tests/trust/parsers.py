"""Everything that reads bytes which somebody else may have written, and what each promises.

A parser promises an error of its own, with a sentence, or an answer; never another exception.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from support.builders import ABSENT, House, open_house
from support.joining import Rooms
from support.scenarios import SCENARIOS

from ketachart.app.attempts import Attempts
from ketachart.app.backups import make_backup
from ketachart.app.csv_file import NotReadable
from ketachart.app.defaults import (
    ResourceError,
    load_formulary,
    load_profiles,
    load_protocols,
    load_settings,
)
from ketachart.app.invitations import SealedInvitation
from ketachart.app.patient_lines import preview_patients
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import ScenarioError, read_clinic, read_scenario
from ketachart.app.schedule_lines import Place, preview_schedule
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.sealing import Cipher
from ketachart.crypto.sheets import read_sheet
from ketachart.devices.framing import Frames, NotMllp
from ketachart.devices.oru import NotOru, acknowledgement, header_of, messages, read_oru
from ketachart.devices.simulator import Bed
from ketachart.devices.text_line import read_line
from ketachart.domain.line_patterns import SHIPPED, pieces_of
from ketachart.domain.times import read_day, read_moment
from ketachart.store.anchor import read_anchor
from ketachart.store.backup import Contents, read_header, take_out
from ketachart.store.codec import KINDS, decode_event
from ketachart.store.errors import StoreError
from ketachart.store.workstation import read_workstation
from ketachart.sync.hub_address import parsed, shown_name, without_person
from ketachart.sync.place import PlaceTrouble
from ketachart.sync.segment import BadSegment, Sealer, Segment
from ketachart.sync.stick import Stick
from ketachart.ui.places import Places
from ketachart.ui.presenters.back_entry import ROWS, read_column
from ketachart.ui.presenters.observed_time import observed_at
from ketachart.ui.presenters.opening import kilograms, read_allergies

ZONE = ZoneInfo("America/Los_Angeles")
NIGHT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parser:
    """One reader of outside bytes.

    Attributes:
        name: in a few words, for a table.
        whole: what it reads without complaint.
        read: reads; raises nothing but `promised`.
        promised: its own errors, each with a sentence.
    """

    name: str
    whole: tuple[bytes, ...]
    read: Callable[[bytes], object]
    promised: tuple[type[Exception], ...] = ()


def parsers(drawer: Path) -> Iterator[Parser]:
    """All of them, with real files to begin from."""
    house = open_house(drawer / "template", drawer / "vault")
    rooms = Rooms(house, drawer)
    try:
        rooms.invitation()
        rooms.write("first")
        make_backup(house.clinic, drawer / "whole.ketabackup")
        house.clinic.sign_in(ABSENT, "not what it is")
        yield from _of_a_vault(house, drawer)
        yield from _of_other_places(house, rooms, drawer)
        yield from _of_settings(drawer)
        yield from _of_typed_text()
        yield from _of_devices_and_files()
    finally:
        house.clinic.close()


def _in_a_file(drawer: Path, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    file = drawer / "tried"

    def written(content: bytes) -> object:
        file.write_bytes(content)
        return read(file)

    return written


def _of_a_vault(house: House, drawer: Path) -> Iterator[Parser]:
    key, device = house.clinic.site_key, house.clinic.vault.log.device

    def keyring(content: bytes) -> None:
        found = Keyring.of(content)
        found.faults(key)
        found.recover(["acid acrobat", "acid acrobat"])

    def tries(file: Path) -> None:
        read, now = Attempts(file), house.clock.now()
        read.wait_s(ABSENT, now)
        read.failed(ABSENT, now)
        read.succeeded(ABSENT)

    def places(file: Path) -> None:
        read = Places(file)
        said = (read.geometry("board"), *read.open, *read.look.values())
        "".join(said).encode()
        read.opened("chair:Chair 2")
        read.save()

    windows = {
        "open": ["board", "chair:Chair 1"],
        "geometry": {"board": "AdnQywADAAA="},
        "look": {"sort": "urgency"},
    }
    files = house.clinic.vault.files
    keys, whole = (files.keyring.read_bytes(),), json.dumps(windows).encode()
    yield Parser("keyring", keys, keyring, (CryptoError,))
    yield Parser(
        "workstation.json",
        (files.workstation.read_bytes(),),
        _in_a_file(drawer, lambda file: read_workstation(file).holds_under(key)),
        (StoreError,),
    )
    yield Parser(
        "anchor",
        (files.anchor.read_bytes(),),
        _in_a_file(drawer, lambda file: read_anchor(file, device)),
        (StoreError,),
    )
    tried = (house.folder / "attempts.json").read_bytes()
    yield Parser("wrong tries", (tried,), _in_a_file(drawer, tries))
    yield Parser("places of windows", (whole,), _in_a_file(drawer, places))
    bodies = {(each.kind, each.body) for each in house.clinic.vault.log.everything()}
    yield Parser(
        "entry", tuple(_kind_first(*each) for each in sorted(bodies)), _fact, (StoreError,)
    )


def _kind_first(kind: str, body: bytes) -> bytes:
    return bytes([list(KINDS).index(kind)]) + body


def _fact(content: bytes) -> object:
    kinds = list(KINDS)
    return decode_event(kinds[content[0] % len(kinds)] if content else kinds[0], content[1:])


def _of_other_places(house: House, rooms: Rooms, drawer: Path) -> Iterator[Parser]:
    key, site = house.clinic.site_key, house.clinic.vault.workstation.site
    sealer = Sealer(site, key)
    (courier,) = rooms.stick.glob("*.courier")
    (invitation,) = rooms.stick.glob("*.ketainvitation")
    backup = (drawer / "whole.ketabackup").read_bytes()
    with Stick(courier, site) as stick:
        segments = stick.after(house.clinic.vault.log.device, 0, 2)

    def stick_of(file: Path) -> None:
        with Stick(file, site) as stick:
            stick.receipts()
            for device in stick.tips():
                stick.holds(device, 1)
                for each in stick.after(device, 0, 50):
                    with suppress(BadSegment):
                        sealer.open(each)

    def taken(file: Path) -> None:
        target = drawer / "taken.db"
        target.unlink(missing_ok=True)
        take_out(file, key, target)

    def invited(file: Path) -> None:
        found = SealedInvitation.read(file)
        Keyring.of(found.keyring)
        found.opened(key)

    yield Parser(
        "backup's beginning", (backup[:4000],), _in_a_file(drawer, read_header), (StoreError,)
    )
    yield Parser("backup", (backup,), _in_a_file(drawer, taken), (StoreError,))
    yield Parser(
        "contents of a backup",
        (b'{"database_bytes": 4096, "device": "ws-1", "heads": {"ws-1": [7, "ab"]}}\n',),
        Contents.of_line,
        (StoreError,),
    )
    yield Parser("courier", (courier.read_bytes(),), _in_a_file(drawer, stick_of), (PlaceTrouble,))
    yield Parser(
        "invitation",
        (invitation.read_bytes(),),
        _in_a_file(drawer, invited),
        (StoreError, CryptoError),
    )
    yield Parser(
        "segment",
        tuple(msgspec.msgpack.encode(each) for each in segments),
        lambda content: sealer.open(_segment(content)),
        (BadSegment, PlaceTrouble),
    )
    yield Parser(
        "rows inside a segment",
        tuple(_rows(key, each) for each in segments),
        lambda content: sealer.open(_sealed_again(key, segments[0], content)),
        (BadSegment,),
    )
    yield Parser(
        "hub's address",
        (
            b"postgresql://hub.clinic.example:5432/ketahub?sslmode=verify-full",
            b"postgresql://u:p@a.example:1,b.example:2/ketahub?target_session_attrs=any",
            b"host=[::1] port=5432 dbname=ketahub user=x",
        ),
        _address,
        (PlaceTrouble,),
    )


def _segment(content: bytes) -> Segment:
    try:
        return msgspec.msgpack.decode(content, type=Segment)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        # What arrives has passed the database's columns: its fields have their types.
        raise BadSegment from None


def _bound(segment: Segment) -> bytes:
    from ketachart.sync import segment as wire

    return wire._bound_of(segment)


def _cipher(key: bytes) -> Cipher:
    from ketachart.crypto.derive import Purpose, subkey

    return Cipher(subkey(key, Purpose.SYNC))


def _rows(key: bytes, segment: Segment) -> bytes:
    return zlib.decompress(_cipher(key).open(segment.sealed, _bound(segment)))


def _sealed_again(key: bytes, segment: Segment, rows: bytes) -> Segment:
    """What a workstation of the clinic itself could have sealed, were it out of its mind."""
    sealed = _cipher(key).seal(zlib.compress(rows, 1), _bound(segment))
    return msgspec.structs.replace(segment, sealed=sealed)


def _address(content: bytes) -> None:
    parts = parsed(content.decode("utf-8", "surrogateescape"))
    shown_name(parts)
    without_person(parts)


def _of_settings(drawer: Path) -> Iterator[Parser]:
    day = json.loads((SCENARIOS / "first-infusion.json").read_bytes())
    day["steps"] = day["steps"][:3]
    scenario = json.dumps(day).encode()
    yield Parser("scenario", (scenario,), _in_a_file(drawer, read_scenario), (ScenarioError,))
    yield Parser("clinic to set up", (scenario,), _in_a_file(drawer, read_clinic), (ScenarioError,))
    loads = (load_settings, load_protocols, load_formulary, load_profiles)
    for name, load in zip(("limits", "protocols", "formulary", "profiles"), loads, strict=True):
        whole = (resource_folder() / "defaults" / f"{name}.json").read_bytes()
        yield Parser(f"{name}.json", (whole,), _in_a_file(drawer, load), (ResourceError,))


def _of_typed_text() -> Iterator[Parser]:
    def paper(content: bytes) -> None:
        lines = content.decode("utf-8", "surrogateescape").split("\n")
        names = [name for name, *_ in ROWS] + ["initials"]
        read_column(dict(zip(names, lines, strict=False)), "paper 1")

    def times(content: bytes) -> None:
        text = content.decode("utf-8", "surrogateescape")
        said = observed_at(text, NIGHT, ZONE)
        if said is not None:
            read_moment(said)
        read_day(text)
        kilograms(text)
        read_allergies(text)

    yield Parser("paper page", (b"72\n128/82\nno: cuff\n14\n", "NO – slept\n1/2/3".encode()), paper)
    yield Parser(
        "typed time", (b"09:07", b"0130 PST", b"2026-03-03T09:00:00-08:00", b"82.4"), times
    )
    sheet = " ".join(["1. academic", "acro", "agen", "ajar"] * 9).encode()
    yield Parser(
        "recovery sheet", (sheet,), lambda content: read_sheet(content.decode("utf-8", "replace"))
    )


def _of_devices_and_files() -> Iterator[Parser]:
    def monitor(content: bytes) -> None:
        frames, now = Frames(), NIGHT.astimezone(ZONE)
        frames.feed(content)
        for frame in iter(frames.next, None):
            for text in messages(frame):
                acknowledgement(header_of(text), "AE", "No.", now)
                read_oru(text, now)

    def serial(content: bytes) -> None:
        for line in content.split(b"\n"):
            read_line(line, pieces_of(SHIPPED))

    def patients(content: bytes) -> None:
        preview_patients(content, (), NIGHT.date(), lambda prefix: prefix)

    def schedule(content: bytes) -> None:
        place = Place(
            patients=(),
            chairs=("Chair 1",),
            protocols=load_protocols(),
            plan_of=lambda _day: None,
            today=NIGHT.date(),
        )
        preview_schedule(content, place)

    beds = (Bed("BED1", "10481"), Bed("BED2"))
    sent = b"".join(bed.message(lambda: NIGHT) for bed in beds)
    yield Parser("monitor's messages", (sent,), monitor, (NotMllp, NotOru))
    yield Parser("monitor's lines", (b"HR=82 SPO2=97 NIBP=124/78\nTEMP=36.8 ID=1\n",), serial)
    people = "MRN;Name;DOB;Sex;Address;High respiratory risk\n5;Ana Muñoz;02/03/1980;F;1 Elm;no\n"
    encoded = tuple(people.encode(each) for each in ("utf-8", "utf-16", "cp1252"))
    yield Parser("file of patients", encoded, patients, (NotReadable,))
    visits = (b"date,time,mrn,chair,protocol\n2026-11-01,09:30,5,Chair 1,P1\n",)
    yield Parser("file of the schedule", visits, schedule, (NotReadable,))


__all__ = ["Parser", "parsers"]
