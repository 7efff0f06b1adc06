"""Another workstation of the same clinic, a process of its own that charts and exchanges.

It writes a note at each chair by turns, four a second, as sixteen busy nurses would, and exchanges
after each over a real hub; so what arrives has to be worked in beside whoever types here.
"""

import itertools
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from ketachart.app.backups import by_passphrase
from ketachart.app.clinic import Clinic, Done, Turn
from ketachart.app.clock import SetClock
from ketachart.app.joining import join
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, unlock
from ketachart.domain.acts import AddNote
from ketachart.store.progress import nothing_told

EVERY_S = 0.25
A_MOMENT = timedelta(milliseconds=1)


@contextmanager
def another_room(
    clinic: Clinic, admin: Turn, person: str, passphrase: str, folder: Path, chairs: int
) -> Iterator[Syncing]:
    """Found a hub and have another workstation join and chart; what exchanges with it here."""
    from support.postgres import ask, make_server  # only this side has the tests' folder at hand

    server = make_server()
    try:
        password = secrets.token_hex(12)
        server.make_owner(password)
        ask(server.url("hubowner", password, "postgres"), "CREATE DATABASE ketahub")
        owner_url = server.url("hubowner", password, "ketahub")
        syncing = Syncing(clinic)
        file, place = folder / "one.ketainvitation", folder / "other"
        for answer in (
            syncing.set_up_hub(owner_url),
            syncing.with_hub(),
            syncing.invite(admin, file, owner_url),
        ):
            assert not hasattr(answer, "sentence"), answer
        now = clinic.clock.now()
        joined = join(place, file, by_passphrase(person, passphrase), SetClock(now))
        assert isinstance(joined, int), joined
        command = [sys.executable, __file__, str(place), person, now.isoformat(), str(chairs)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{passphrase}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline() == b"charting\n"
            try:
                yield syncing
            finally:
                process.stdin.close()
                said = process.stdout.read().decode()
                print(f"another room charted {said.strip()}")
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def chart_on(place: Path, person: str, now: datetime, chairs: int) -> None:
    """Chart and exchange until standard input ends."""
    clock = SetClock(now)
    unlocked = unlock(place, person, sys.stdin.readline().strip(), clock, lambda _last: clock)
    assert isinstance(unlocked, Unlocked), unlocked
    clinic, ended = unlocked.clinic, threading.Event()
    line = Syncing(clinic).line()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("charting", flush=True)
    count = 0
    for number in itertools.count():
        if ended.wait(EVERY_S):
            break
        while clinic.take_in():
            pass
        newest = max(each.recorded_at for each in clinic.vault.log.newest_worked_in())
        clock.set(max(newest, clock.now()) + A_MOMENT)
        act = AddNote(session=f"s{number % chairs + 1}", text=f"calm, {number}")
        outcome = clinic.perform(act, unlocked.turn)
        assert isinstance(outcome, Done), outcome
        count += 1
        answer = line.exchange(nothing_told)
        assert not hasattr(answer, "sentence"), answer
    line.close()
    clinic.close()
    print(f"{count} notes")


if __name__ == "__main__":
    chart_on(Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]), int(sys.argv[4]))
