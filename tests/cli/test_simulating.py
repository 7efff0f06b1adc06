"""The command that stands in for monitors."""

import socket
import threading
from datetime import UTC, datetime

from cli.running import run

from ketachart.devices.network import Address, NetworkPlace, NetworkSource
from ketachart.devices.readings import Inbox


def listening(inbox: Inbox, *places: NetworkPlace) -> NetworkSource:
    source = NetworkSource(places, inbox, lambda: datetime.now(UTC))  # noqa: TID251
    source.start()
    pause = threading.Event()
    for _ in range(2000):
        if source.listening:
            break
        pause.wait(0.005)
    return source


def test_that_each_monitor_is_heard_and_those_that_are_not_set_up_are_told():
    at = Address("127.0.0.1", 0)
    inbox = Inbox(iter(range(10**6)).__next__)
    source = listening(inbox, NetworkPlace(device="m-1", address=at, sender="BED1"))
    try:
        words = ("--port", source.listening[at], "--count", 2, "--times", 1, "--mrn", "10481")
        said = run("simulate-monitors", *words)
    finally:
        source.stop()
        source.join(10)
    assert said.status == 0
    assert "BED2: AE No monitor is set up here by the name" in said.out
    assert said.out.splitlines()[-1] == "2 messages were answered."
    (heard,) = [each for each in inbox.take() if each.reading is not None]
    assert heard.reading.patients == {"10481"}


def test_that_nobody_to_send_to_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    said = run("simulate-monitors", "--port", port)
    assert said.status == 2
    assert said.is_one_sentence
