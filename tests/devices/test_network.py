"""Monitors that connect: what is answered, and what a bad or a busy line does to the others."""

import socket
from contextlib import suppress

import pytest
from devices.messages import HEAD, lines_of, message, usual, values
from devices.waiting import heard, until

from ketachart.devices.framing import BEGIN, END, framed
from ketachart.devices.network import MOST_LINES, Address, NetworkPlace

HERE = Address("127.0.0.1", 0)
ALONE = NetworkPlace(device="m-1", address=HERE)


class Sender:
    """A monitor's end of a line."""

    def __init__(self, source) -> None:
        until(lambda: source.listening)
        self.socket = socket.create_connection(("127.0.0.1", source.listening[HERE]), timeout=20)
        self._held = b""

    def __enter__(self):
        return self

    def __exit__(self, *_about) -> None:
        self.socket.close()

    def send(self, *messages: str) -> None:
        self.socket.sendall(b"".join(framed(each.encode()) for each in messages))

    def answer(self) -> list[list[str]]:
        while END not in self._held:
            more = self.socket.recv(4096)
            assert more, "the line was closed"
            self._held += more
        frame, _, self._held = self._held.partition(END)
        return lines_of(frame.rpartition(BEGIN)[2])

    def is_closed(self) -> bool:
        try:
            return self.socket.recv(4096) == b""
        except ConnectionError:
            return True


def _code(answer) -> str:
    return answer[1][1]


def test_that_a_message_is_answered_and_heard(listening, inbox):
    with Sender(listening(ALONE)) as sender:
        sender.send(usual())
        assert sender.answer()[1] == ["MSA", "AA", "8841"]
    found = heard(inbox)
    assert found.device == "m-1"
    assert found.reading is not None
    assert values(found.reading)["hr"] == "82"


def test_that_bytes_one_at_a_time_and_two_messages_at_once_are_answered_alike(listening):
    with Sender(listening(ALONE)) as sender:
        for byte in framed(usual().encode()):
            sender.socket.sendall(bytes([byte]))
        assert _code(sender.answer()) == "AA"
        sender.send(usual("70"), usual("71"), "PID|no header")
        assert [_code(sender.answer()) for _ in range(3)] == ["AA", "AA", "AR"]


def test_that_the_newest_reading_is_kept_and_no_more(listening, inbox):
    with Sender(listening(ALONE)) as sender:
        for rate in range(60, 80):
            sender.send(usual(str(rate)))
            assert _code(sender.answer()) == "AA"
        kept = inbox.take()
        assert [values(each.reading)["hr"] for each in kept] == ["79"]


def test_that_monitors_at_one_port_are_told_apart_by_their_names(listening, inbox):
    places = [NetworkPlace(device=f"m-{bed}", address=HERE, sender=f"bed{bed}") for bed in (3, 4)]
    with Sender(listening(*places)) as sender:
        for bed in (3, 4, 5):
            sender.send(message(*usual().split("\r")[2:-1], head=HEAD.replace("BED3", f"BED{bed}")))
        assert [_code(sender.answer()) for _ in range(3)] == ["AA", "AA", "AE"]
    assert {each.device for each in inbox.take() if each.reading is not None} == {"m-3", "m-4"}


def test_that_a_message_with_the_names_of_two_monitors_is_of_neither(listening, inbox):
    places = [NetworkPlace(device=f"m-{bed}", address=HERE, sender=f"BED{bed}") for bed in (3, 4)]
    with Sender(listening(*places)) as sender:
        sender.send(message(*usual().split("\r")[2:-1], head=HEAD.replace("|ICU|", "|BED4|")))
        assert _code(sender.answer()) == "AE"
    assert "several monitors" in heard(inbox).trouble


def test_that_two_devices_where_one_is_expected_are_told_apart(listening, inbox):
    with Sender(listening(ALONE)) as sender:
        for bed in (3, 4):
            sender.send(message(*usual().split("\r")[2:-1], head=HEAD.replace("BED3", f"BED{bed}")))
        assert [_code(sender.answer()) for _ in range(2)] == ["AA", "AA"]
    assert len({each.reading.origin for each in inbox.take()}) == 2


def test_that_a_line_that_breaks_in_a_message_leaves_the_others_alone(listening, inbox):
    source = listening(ALONE)
    with Sender(source) as other:
        with Sender(source) as broken:
            broken.socket.sendall(framed(usual("50").encode())[:80])
        other.send(usual("60"))
        assert _code(other.answer()) == "AA"
        assert values(heard(inbox).reading)["hr"] == "60"
        until(lambda: len(source.connections) == 1)


@pytest.mark.parametrize("garbage", [b"x" * 1_000_000, BEGIN + b"x" * 1_000_000])
def test_that_a_megabyte_of_garbage_ends_its_line_and_is_said(listening, inbox, garbage):
    source = listening(ALONE)
    with Sender(source) as bad, Sender(source) as good:
        with suppress(ConnectionError):
            bad.socket.sendall(garbage)
        assert bad.is_closed()
        assert heard(inbox, lambda each: bool(each.trouble)).trouble.endswith(".")
        good.send(usual())
        assert _code(good.answer()) == "AA"


def test_that_a_flood_on_one_line_does_not_keep_another_from_its_answer(listening):
    source = listening(ALONE)
    flood = framed(usual().encode()) * 200
    with Sender(source) as busy, Sender(source) as calm:
        busy.socket.setblocking(False)
        with suppress(BlockingIOError):
            busy.socket.send(flood)
        for _ in range(3):
            calm.send(usual())
            assert _code(calm.answer()) == "AA"


def test_that_a_taken_port_is_said_and_used_once_it_is_free(listening, inbox):
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = Address("127.0.0.1", other.getsockname()[1])
        source = listening(NetworkPlace(device="m-1", address=address))
        assert "another program" in heard(inbox, lambda each: bool(each.trouble)).trouble
    until(lambda: source.listening)
    with socket.create_connection(tuple(address), timeout=20) as monitor:
        monitor.sendall(framed(usual().encode()))
        assert BEGIN in monitor.recv(4096)


def test_that_an_address_that_is_not_ours_is_said(listening, inbox):
    listening(NetworkPlace(device="m-1", address=Address("192.0.2.1", 2575)))
    assert "192.0.2.1" in heard(inbox, lambda each: bool(each.trouble)).trouble


def test_that_one_line_too_many_takes_the_place_of_the_most_silent(listening):
    source = listening(ALONE)
    lines = [Sender(source) for _ in range(MOST_LINES)]
    try:
        until(lambda: len(source.connections) == MOST_LINES)
        lines[0].send(usual())
        assert _code(lines[0].answer()) == "AA"
        with Sender(source) as one_more:
            one_more.send(usual())
            assert _code(one_more.answer()) == "AA"
            assert lines[1].is_closed()
        lines[0].send(usual())
        assert _code(lines[0].answer()) == "AA"
    finally:
        for line in lines:
            line.socket.close()


def test_that_it_ends_at_once_with_lines_open(listening):
    source = listening(ALONE)
    with Sender(source) as sender:
        sender.send(usual())
        sender.answer()
        source.stop()
        source.join(10)
        assert not source.is_alive()
        assert sender.is_closed()
