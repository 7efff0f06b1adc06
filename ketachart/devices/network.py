"""Listens for HL7 messages: monitors and gateways connect to us (MLLP over TCP).

One thread serves every address that is listened on, its lines in turn, without ever waiting for
one of them. A line is read no faster than its messages are answered, and at most a hundred
messages are read a second, in turn from the lines that have some: what more is sent waits where it
comes from.
"""

import selectors
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ketachart.devices.framing import Frames, NotMllp, framed
from ketachart.devices.oru import (
    NotOru,
    acknowledgement,
    header_of,
    messages,
    read_oru,
)
from ketachart.devices.readings import Inbox, MachineClock, Reading

MOST_LINES: Final = 32
"""Connections to one address at a time; one more takes the place of the most silent, and of one
that never sent a reading before any other."""
_SLICE: Final = 16 * 1024
_MOST_UNSENT: Final = 64 * 1024
_BETWEEN_S: Final = 0.01
_AGAIN_S: Final = 5.0
_FOREVER_S: Final = 60.0


class Address(NamedTuple):
    """Where is listened."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlace:
    """A device whose messages come to an address.

    Attributes:
        sender: what it calls itself in its messages; empty where only it sends there.
    """

    device: str
    address: Address
    sender: str = ""


@dataclass(slots=True)
class _Line:
    """One connection."""

    socket: socket.socket
    address: Address
    peer: str
    heard_at: float
    gave_readings: bool = False
    frames: Frames = field(default_factory=Frames)
    unsent: bytearray = field(default_factory=bytearray)
    read_at: float = 0.0
    is_waiting: bool = False
    """Whether a whole message may be held that was not read yet."""
    is_ending: bool = False


class NetworkSource(threading.Thread):
    """Listens until it is stopped; an address that is taken is tried again."""

    def __init__(
        self,
        places: Sequence[NetworkPlace],
        inbox: Inbox,
        clock: MachineClock,
        again_s: float = _AGAIN_S,
    ) -> None:
        super().__init__(name="monitors", daemon=True)
        self._inbox = inbox
        self._clock = clock
        self._again_s = again_s
        self._places: dict[Address, list[NetworkPlace]] = {}
        for place in places:
            self._places.setdefault(place.address, []).append(place)
        self._selector = selectors.DefaultSelector()
        self._doors: dict[Address, socket.socket] = {}
        self._lines: dict[socket.socket, _Line] = {}
        self._tried_at = float("-inf")
        self._next_at = 0.0
        self._is_ending = False
        self._bell, self._rings = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)

    def stop(self) -> None:
        """Have it end, at once."""
        self._is_ending = True
        with suppress(OSError):  # it may have ended already
            self._rings.send(b"!")

    @property
    def listening(self) -> Mapping[Address, int]:
        """The ports that are listened on now; where 0 was asked for, the one that was given."""
        return {at: door.getsockname()[1] for at, door in dict(self._doors).items()}

    @property
    def connections(self) -> Sequence[Address]:
        """The addresses to which somebody is connected now, one a line."""
        return tuple(line.address for line in list(self._lines.values()))

    def run(self) -> None:
        """Listen, on the thread itself."""
        try:
            while not self._is_ending:
                self._open_doors()
                for key, events in self._selector.select(self._wait_s()):
                    self._serve(key.fileobj, events)
                self._read_waiting()
        finally:
            self._close()

    def _close(self) -> None:
        for each in (*self._lines, *self._doors.values(), self._bell, self._rings):
            each.close()
        self._selector.close()

    # ── Doors ────────────────────────────────────────────────────────────────────────────────

    def _open_doors(self) -> None:
        closed = self._places.keys() - self._doors.keys()
        if not closed or time.monotonic() - self._tried_at < self._again_s:
            return
        self._tried_at = time.monotonic()
        for address in closed:
            try:
                family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
                door = socket.create_server(address, family=family, backlog=MOST_LINES)
            except OSError:
                where = f"Nothing can listen at {address.host}, port {address.port}"
                self._complain(address, f"{where}: another program does, or it is not ours.")
                continue
            door.setblocking(False)
            self._selector.register(door, selectors.EVENT_READ)
            self._doors[address] = door

    def _wait_s(self) -> float:
        waits = [self._next_at for line in self._lines.values() if line.is_waiting]
        if self._places.keys() - self._doors.keys():
            waits.append(self._tried_at + self._again_s)
        soonest = min(waits, default=time.monotonic() + _FOREVER_S)
        return max(0.0, soonest - time.monotonic())

    def _serve(self, ready: object, events: int) -> None:
        if not isinstance(ready, socket.socket):
            return
        line = self._lines.get(ready)
        address = next((at for at, door in self._doors.items() if door is ready), None)
        if line is not None:
            self._serve_line(line, events)
        elif address is not None:
            self._let_in(address, ready)

    def _let_in(self, address: Address, door: socket.socket) -> None:
        try:
            connection, peer = door.accept()
        except BlockingIOError:
            return  # whoever knocked has gone again
        except OSError:
            # The computer has no more room for lines: it is tried again later.
            self._selector.unregister(door)
            self._doors.pop(address).close()
            self._tried_at = time.monotonic()
            return
        connection.setblocking(False)
        self._make_room(address)
        self._lines[connection] = _Line(
            connection, address, peer=str(peer[0]), heard_at=time.monotonic()
        )
        self._selector.register(connection, selectors.EVENT_READ)

    def _make_room(self, address: Address) -> None:
        """Close the most silent line: a monitor that was switched off leaves one behind."""
        lines = [line for line in self._lines.values() if line.address == address]
        if len(lines) >= MOST_LINES:
            silent = min(lines, key=lambda each: (each.gave_readings, each.heard_at))
            silent.unsent.clear()
            silent.is_waiting, silent.is_ending = False, True
            self._watch(silent)

    # ── Lines ────────────────────────────────────────────────────────────────────────────────

    def _serve_line(self, line: _Line, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                del line.unsent[: line.socket.send(line.unsent)]
            if events & selectors.EVENT_READ:
                self._receive(line)
        except BlockingIOError:
            pass
        except OSError:
            line.unsent.clear()
            line.is_ending = True
        self._watch(line)

    def _receive(self, line: _Line) -> None:
        data = line.socket.recv(_SLICE)
        line.frames.feed(data)
        line.heard_at = time.monotonic()
        line.is_waiting = True
        line.is_ending = not data

    def _watch(self, line: _Line) -> None:
        """Wait for what may happen next on a line; let a line go that ended."""
        is_over = line.is_ending and not line.unsent and not line.is_waiting
        events = 0 if line.is_waiting or line.is_ending else selectors.EVENT_READ
        if line.unsent:
            events |= selectors.EVENT_WRITE
        is_watched = line.socket in self._selector.get_map()
        if events and is_watched:
            self._selector.modify(line.socket, events)
        elif events:
            self._selector.register(line.socket, events)
        elif is_watched:
            self._selector.unregister(line.socket)
        if is_over:
            del self._lines[line.socket]
            line.socket.close()

    def _read_waiting(self) -> None:
        """Read what may be read now, first of the line that was read the longest ago."""
        while waiting := [line for line in self._lines.values() if line.is_waiting]:
            now = time.monotonic()
            if now < self._next_at:
                return
            line = min(waiting, key=lambda each: each.read_at)
            line.read_at = now
            self._read(line)
            self._watch(line)

    def _read(self, line: _Line) -> None:
        """Read the next message of a line, if one is whole."""
        try:
            frame = line.frames.next()
        except NotMllp as error:
            self._complain(line.address, str(error))
            line.is_waiting, line.is_ending = False, True
            return
        if frame is None:
            line.is_waiting = False
            return
        self._next_at = line.read_at + _BETWEEN_S
        for answer in self._answers(line, frame):
            line.unsent += framed(answer)
        if len(line.unsent) > _MOST_UNSENT:
            self._complain(line.address, "A monitor takes no answers; its line was closed.")
            line.unsent.clear()
            line.is_waiting, line.is_ending = False, True

    def _answers(self, line: _Line, frame: bytes) -> Iterator[bytes]:
        for text in messages(frame):
            now, head = self._clock(), header_of(text)
            try:
                reading = read_oru(text, now)
                place = self._place(line.address, reading)
            except NotOru as error:
                self._complain(line.address, str(error))
                yield acknowledgement(head, error.code, str(error), now)
            else:
                line.gave_readings = True
                origin = "" if place.sender else f"{line.peer}\n{reading.origin}"
                self._inbox.put(place.device, replace(reading, origin=origin))
                yield acknowledgement(head, "AA", "", now)

    def _place(self, address: Address, reading: Reading) -> NetworkPlace:
        """Whose reading it is: by the name it gives, or the only one without a name there."""
        places = self._places[address]
        names = {name.casefold() for name in reading.senders}
        named = [each for each in places if each.sender and each.sender.casefold() in names]
        if len(named) > 1:
            raise NotOru("The message gives the names of several monitors.", "AE")
        found = named or [each for each in places if not each.sender]
        if not found:
            raise NotOru("No monitor is set up here by the name that the message gives.", "AE")
        return found[0]

    def _complain(self, address: Address, trouble: str) -> None:
        for place in self._places[address]:
            self._inbox.complain(place.device, trouble)
