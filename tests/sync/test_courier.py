"""Carrying entries on a stick: damaged, cut off, lost, another clinic's, and receipts."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from support.workstations import SITE, Workstation

from ketachart.store.entries import Stored
from ketachart.sync.courier import courier_file, read_courier, write_courier
from ketachart.sync.place import (
    PlaceAway,
    PlaceDamaged,
    PlaceForeign,
    PlaceFull,
    PlaceNewer,
    PlaceTrouble,
)
from ketachart.sync.stick import Stick, write_stick


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KETA"
    folder.mkdir()
    return folder


def write(station: Workstation, stick: Path, *, whole: bool = False):
    return write_courier(
        stick, station.peers, station.own, station.sealer, station.trust, whole=whole
    )


def read(station: Workstation, stick: Path, *, answer: bool = True):
    return read_courier(
        stick, station.peers, station.own, station.sealer, station.trust, answer=answer
    )


def true_of(station: Workstation, written: list[Stored]) -> None:
    """Whatever a stick brought is the beginning of what was written."""
    taken = station.entries_of("ws-a")
    assert taken == written[: len(taken)]


def test_that_a_stick_brings_all_and_a_receipt_comes_back(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(1200)
    b.chart(2)
    report = write(a, stick)
    assert (report.sent, report.receipts, report.place) == (1200, (), "stick KETA")
    assert read(b, stick).received == 1200
    report = read(a, stick)
    assert report.received == 2
    (receipt,) = report.receipts
    assert (receipt.workstation, receipt.has) == ("ws-b", 1200)
    assert a.everything() == b.everything()
    assert a.peers.acknowledged("workstation ws-b")["ws-a"] == a.peers.head("ws-a")
    assert a.peers.exchanges()["workstation ws-b"].kind == "receipt"


def test_that_nothing_is_delivered_before_a_receipt_of_another_comes_back(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    write(a, stick)
    assert read(a, stick).receipts == ()
    read(b, stick, answer=False)
    assert read(a, stick).receipts == ()
    read(b, stick)
    assert [each.has for each in read(a, stick).receipts] == [3]


def test_that_what_everybody_has_is_no_longer_carried(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    b.chart(1)
    for each in (a, b, a, b):
        write(each, stick)
        read(each, stick)
    a.chart(2)
    assert write(a, stick).sent == 2
    with Stick(courier_file(stick, SITE), SITE) as lying:
        assert [(each.first_seq, each.last_seq) for each in lying.after("ws-a", 0, 9)] == [(4, 5)]
    assert write(a, stick, whole=True).sent == 6


def test_that_three_meet_over_two_sticks_of_which_one_is_lost_each_time(make, tmp_path):
    stations = [make(name) for name in ("ws-a", "ws-b", "ws-c")]
    for turn in range(6):
        sticks = [tmp_path / f"{turn}-{number}" for number in range(2)]
        for each in stations:
            each.chart(turn + 1)
        for stick in sticks:
            stick.mkdir()
            for each in stations:
                write(each, stick)
        for each in stations:
            read(each, sticks[turn % 2])
    whole = tmp_path / "whole"
    whole.mkdir()
    for each in (*stations, *stations):
        write(each, whole)
        read(each, whole)
    assert stations[0].everything() == stations[1].everything() == stations[2].everything()
    assert len(stations[0].everything()) == 3 * 21


def test_that_what_lies_on_a_stick_for_others_stays_on_it(make, stick):
    a, b, c = make("ws-a"), make("ws-b"), make("ws-c")
    a.chart(3)
    write(a, stick)
    b.chart(2)
    write(b, stick)
    assert b.entries_of("ws-a") == []
    assert read(c, stick).received == 5


def test_that_a_stick_cut_off_at_any_length_brings_nothing_wrong(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(4)
    write(a, stick)
    file = courier_file(stick, SITE)
    content = file.read_bytes()
    for length in range(len(content) - 1, -1, -1):
        os.truncate(file, length)
        with pytest.raises(PlaceTrouble):
            read(b, stick, answer=False)
    assert b.everything() == []
    file.write_bytes(content)
    assert read(b, stick).received == 4


def spoilt(content: bytes, at: int) -> bytes:
    """One bit the other way round."""
    return content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]


def test_that_no_flipped_bit_on_a_stick_brings_anything_wrong(make, stick):
    a, b = make("ws-a"), make("ws-b")
    for _ in range(3):
        a.chart(2)
        write(a, stick)
    written, file = a.entries_of("ws-a"), courier_file(stick, SITE)
    content = file.read_bytes()
    for at in range(0, len(content), 23):
        file.write_bytes(spoilt(content, at))
        with contextlib.suppress(PlaceTrouble):
            read(b, stick, answer=False)
        true_of(b, written)
        assert {each.device for each in b.peers.heads().values()} <= {"ws-a"}


def test_that_no_flipped_byte_of_a_piece_on_a_stick_is_believed(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(1)
    write(a, stick)
    file = courier_file(stick, SITE)
    content = file.read_bytes()
    with Stick(file, SITE) as lying:
        (true,) = lying.after("ws-a", 0, 2)
    row = true.prev_hash + true.tip_hash
    assert row in content
    for at in range(len(true.prev_hash)):
        file.write_bytes(content.replace(row, spoilt(row, at)))
        read(b, stick, answer=False)
        assert b.everything() == [], at
    for part in (true.tip_hash, true.tip_sig, true.sealed):
        for at in range(len(part)):
            # In the row, and in the index where it stands there too: SQLite may read either.
            file.write_bytes(content.replace(part, spoilt(part, at)))
            read(b, stick, answer=False)
            assert b.everything() == [], at
    file.write_bytes(content)
    assert read(b, stick).received == 1


def test_that_an_old_stick_put_in_again_changes_nothing(make, stick):
    a, b = make("ws-a"), make("ws-b")
    file, old = courier_file(stick, SITE), []
    for _ in range(3):
        a.chart(2)
        b.chart(1)
        for each in (a, b, a):
            write(each, stick)
            old.append(file.read_bytes())
            read(each, stick)
    read(b, stick)
    everything = a.everything()
    assert b.everything() == everything
    known = a.peers.acknowledged("workstation ws-b"), b.peers.acknowledged("workstation ws-a")
    for content in reversed(old):
        file.write_bytes(content)
        for each in (a, b):
            report = read(each, stick, answer=False)
            assert (report.received, report.set_aside, report.forked) == (0, (), False)
    assert a.everything() == b.everything() == everything
    now = a.peers.acknowledged("workstation ws-b"), b.peers.acknowledged("workstation ws-a")
    assert now == known


def test_that_a_damaged_stick_is_written_anew(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(4)
    write(a, stick)
    path = courier_file(stick, SITE)
    path.write_bytes(path.read_bytes()[:5000])
    assert write(a, stick).sent == 4
    assert read(b, stick).received == 4


def test_that_an_empty_stick_says_so(make, stick):
    with pytest.raises(PlaceAway):
        read(make("ws-a"), stick)


def test_that_another_clinics_stick_is_neither_read_nor_written_over(make, stick):
    a = make("ws-a")
    path = courier_file(stick, SITE)
    other = SITE[:8] + "0" * 24
    write_stick(path, other, iter(()), ())
    content = path.read_bytes()
    with pytest.raises(PlaceForeign):
        read(a, stick)
    with pytest.raises(PlaceForeign):
        write(a, stick)
    assert path.read_bytes() == content


def test_that_a_newer_stick_is_neither_read_nor_written_over(make, stick):
    a = make("ws-a")
    write(a, stick)
    path = courier_file(stick, SITE)
    db = sqlite3.connect(path)
    db.execute("UPDATE courier SET format = 2")
    db.commit()
    db.close()
    content = path.read_bytes()
    with pytest.raises(PlaceNewer):
        read(a, stick)
    with pytest.raises(PlaceNewer):
        write(a, stick)
    assert path.read_bytes() == content


def test_that_a_stick_without_room_keeps_what_it_had(make, stick, monkeypatch):
    import errno

    a, b = make("ws-a"), make("ws-b")
    a.chart(2)
    write(a, stick)
    content = courier_file(stick, SITE).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    a.chart(2)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(PlaceFull):
            write(a, stick)
    assert [each.name for each in stick.iterdir()] == [courier_file(stick, SITE).name]
    assert courier_file(stick, SITE).read_bytes() == content
    assert read(b, stick).received == 2


def test_that_a_stick_is_not_changed_by_reading_it(make, stick):
    a, b = make("ws-a"), make("ws-b")
    a.chart(2)
    write(a, stick)
    content = courier_file(stick, SITE).read_bytes()
    read(b, stick, answer=False)
    assert courier_file(stick, SITE).read_bytes() == content
    assert len(list(stick.iterdir())) == 1


def test_that_a_forged_receipt_delivers_nothing(make, stick, trust):
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    b.chart(1)
    write(a, stick)
    read(b, stick)
    read(a, stick, answer=False)
    path = courier_file(stick, SITE)
    for column, value in (
        ("has", b"\x91\x93\xa4ws-a\x03\xc4\x00"),
        ("at", "2030"),
        ("signature", b""),
    ):
        spoilt = path.parent / "spoilt"
        shutil.rmtree(spoilt, ignore_errors=True)
        spoilt.mkdir()
        shutil.copy(path, spoilt / path.name)
        db = sqlite3.connect(spoilt / path.name)
        spoil = f"UPDATE receipt SET {column} = ? WHERE workstation = 'ws-b'"  # noqa: S608
        db.execute(spoil, (value,))
        db.commit()
        db.close()
        assert read(a, spoilt, answer=False).receipts == ()
    assert len(read(a, path.parent, answer=False).receipts) == 1


ENDLESS = """
    CREATE VIEW {}(device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed) AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT 'ws-' || i, 1, i, zeroblob(32), zeroblob(32), zeroblob(64), 1, zeroblob(9) FROM n
"""


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE segment", ENDLESS.format("segment")),
        ("DROP TABLE receipt", ENDLESS.format("receipt")),
        ("DROP TABLE courier", ENDLESS.format("courier")),
        (ENDLESS.format("beside"),),
        ("CREATE TABLE beside (x)",),
        ("CREATE TRIGGER late AFTER INSERT ON receipt BEGIN DELETE FROM segment; END",),
    ],
)
def test_that_a_stick_with_other_tables_is_not_asked_anything(make, stick, statements):
    """One that never stops answering would keep the workstation from ever exchanging again."""
    a, b = make("ws-a"), make("ws-b")
    a.chart(3)
    write(a, stick)
    with contextlib.closing(sqlite3.connect(courier_file(stick, SITE))) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    with pytest.raises(PlaceDamaged):
        read(b, stick)
    assert write(a, stick).sent == 3
    assert read(b, stick).received == 3
