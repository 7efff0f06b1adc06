"""Monitors to practise with: they send what a real one sends, and no patient is behind it."""

import random
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ketachart.devices.framing import BEGIN, END, framed
from ketachart.devices.readings import MachineClock

_ANSWERED_WITHIN_S: Final = 10.0
_UNITS: Final = {
    "hr": "264864^MDC_DIM_BEAT_PER_MIN^MDC",
    "spo2": "262688^MDC_DIM_PERCENT^MDC",
    "rr": "264928^MDC_DIM_RESP_PER_MIN^MDC",
    "sbp": "266016^MDC_DIM_MMHG^MDC",
    "dbp": "266016^MDC_DIM_MMHG^MDC",
    "etco2": "266016^MDC_DIM_MMHG^MDC",
    "temp_c": "268192^MDC_DIM_DEGC^MDC",
}
_CODES: Final = {
    "hr": "147842^MDC_ECG_HEART_RATE^MDC",
    "spo2": "150456^MDC_PULS_OXIM_SAT_O2^MDC",
    "rr": "151562^MDC_RESP_RATE^MDC",
    "sbp": "150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
    "dbp": "150022^MDC_PRESS_BLD_NONINV_DIA^MDC",
    "etco2": "151708^MDC_CONC_AWAY_CO2_ET^MDC",
    "temp_c": "150364^MDC_TEMP_BODY^MDC",
}
_RANGES: Final = {
    "hr": (58, 104),
    "spo2": (94, 100),
    "rr": (11, 19),
    "sbp": (108, 150),
    "dbp": (62, 92),
    "etco2": (33, 43),
    "temp_c": (36, 37),
}


@dataclass(slots=True)
class Bed:
    """A monitor that is made up: its values wander, and two of the same name wander alike.

    Attributes:
        mrn: of the patient it names; empty if it names none.
        is_practice: whether its messages say that no patient is behind them (MSH-11).
    """

    name: str
    mrn: str = ""
    is_practice: bool = True
    dice: random.Random = field(init=False)
    now: dict[str, int] = field(init=False)
    sent: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.name)  # noqa: S311 - nothing is kept secret by it
        self.now = {name: sum(ends) // 2 for name, ends in _RANGES.items()}

    def message(self, clock: MachineClock) -> bytes:
        """The next message."""
        self.sent += 1
        for name, (low, high) in _RANGES.items():
            self.now[name] = min(max(self.now[name] + self.dice.choice((-1, 0, 1)), low), high)
        time = clock().strftime("%Y%m%d%H%M%S%z")
        head = f"MSH|^~\\&|{self.name}|SIMULATOR|||{time}||ORU^R01^ORU_R01|{self.name}-{self.sent}"
        mark = "T" if self.is_practice else "P"
        lines = [f"{head}|{mark}|2.6", f"PID|||{self.mrn}", f"OBR|1|||SIMULATED|||{time}"]
        for number, (name, value) in enumerate(self.now.items(), start=1):
            lines.append(
                f"OBX|{number}|NM|{_CODES[name]}|1.1.{number}|{value}|{_UNITS[name]}|||||R|||{time}"
            )
        return framed("".join(f"{line}\r" for line in lines).encode("ascii"))


def simulated(
    beds: Sequence[Bed],
    address: tuple[str, int],
    clock: MachineClock,
    every_s: float,
    ends: threading.Event,
) -> Iterator[tuple[str, str]]:
    """Send a message of each bed again and again, over one line as a gateway does.

    Args:
        beds: the monitors.
        address: where KetaChart listens.
        clock: the time in the messages, with its zone.
        every_s: seconds between two messages of a bed.
        ends: set to stop.

    Yields:
        The bed and what it was answered: `AA`, or another code and why.

    Raises:
        OSError: nobody listens there, or the line broke.
    """
    with socket.create_connection(address, timeout=_ANSWERED_WITHIN_S) as line:
        held, due = b"", time.monotonic()
        while not ends.is_set():
            due += every_s
            for bed in beds:
                line.sendall(bed.message(clock))
            for bed in beds:
                while END not in held:
                    more = line.recv(4096)
                    if not more:
                        raise ConnectionAbortedError
                    held += more
                frame, _, held = held.partition(END)
                yield bed.name, _code(frame.rpartition(BEGIN)[2].decode("utf-8", "replace"))
            ends.wait(max(0.0, due - time.monotonic()))


def _code(answer: str) -> str:
    """What an answer says: its code, and its words if there are any."""
    fields = answer.partition("\rMSA|")[2].strip("\r").split("|")
    return " ".join((fields[0], *fields[2:3])).strip()
