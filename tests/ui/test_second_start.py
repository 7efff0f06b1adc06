"""The program started once more: the one that runs comes to the front, and no other stays."""

import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from support.builders import ADMIN, NURSE, SECRETS
from support.houses import house, template

from ketachart.app.vaults import unlock
from ketachart.bootstrap import parts_of
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.second_start import SecondStarts, ask_running, meeting_place

__all__ = ["house", "template"]

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="the system has no such sockets for Python"
)


@pytest.fixture
def place(tmp_path, tmp_path_factory):
    # A socket's path must be short.
    return meeting_place(tmp_path, tmp_path_factory.mktemp("run") / "k")


@pytest.fixture
def running(qapp, place):
    starts = SecondStarts(place)
    starts.heard = []
    starts.came.connect(starts.heard.append)
    yield starts
    starts.close()


def asked(qtbot, place, file):
    """What a second start is answered, asked beside the windows as another process would."""
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(ask_running, place, file)
        qtbot.waitUntil(answer.done)
        return answer.result()


def test_that_a_second_start_without_a_file_is_answered(qtbot, place, running):
    assert asked(qtbot, place, None)
    qtbot.waitUntil(lambda: running.heard == [None])


def test_that_the_file_that_was_opened_comes_along(qtbot, place, running, tmp_path):
    file = tmp_path / "Zoë's stick \udcff" / "ketachart-12345678.courier"
    file.parent.mkdir()
    file.touch()
    assert asked(qtbot, place, file)
    qtbot.waitUntil(lambda: running.heard == [file])


def test_that_a_first_start_meets_nobody(place):
    assert not ask_running(place, None)
    assert not ask_running(None, None)


@pytest.mark.parametrize(
    "call", [b"", b"/etc/passwd", b"etc/passwd\0", b"/nowhere\0", b"/etc\0/passwd\0", bytes(9999)]
)
def test_that_any_other_call_is_not_heard(qtbot, place, running, call):
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(place))
        caller.sendall(call)
        caller.shutdown(socket.SHUT_WR)
        caller.setblocking(False)

        def was_let_go():
            try:
                return caller.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(was_let_go)
    assert running.heard == []


def test_that_what_a_killed_program_left_behind_is_in_nobodys_way(qtbot, place):
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    assert place.exists()
    starts = SecondStarts(place)
    assert asked(qtbot, place, None)
    starts.close()
    assert not place.exists()


def test_that_a_program_that_came_second_takes_nothing_from_the_first(qtbot, place, running):
    later = SecondStarts(place)
    later.close()
    assert asked(qtbot, place, None)
    qtbot.waitUntil(lambda: running.heard == [None])


def test_that_only_its_user_may_enter_where_starts_meet(tmp_path, place):
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    assert meeting_place(tmp_path, tmp_path / "open") is None
    (tmp_path / "away").symlink_to(place.parent)
    assert meeting_place(tmp_path, tmp_path / "away") is None


def test_that_a_system_without_a_place_has_none(tmp_path):
    assert meeting_place(tmp_path, Path("/proc/ketachart")) is None


def test_that_each_vault_and_each_screen_has_a_place_of_its_own(tmp_path, place, monkeypatch):
    runtime = place.parent
    places = {meeting_place(tmp_path, runtime), meeting_place(tmp_path / "other", runtime)}
    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    places.add(meeting_place(tmp_path, runtime))
    assert len(places) == 3


# ── What the program that runs does then ─────────────────────────────────────────────────────────


@pytest.fixture
def hall(qapp, house):
    house.clinic.close()
    hall = EntryHall(parts_of(house.folder))
    hall.open()
    yield hall
    hall.close()


@pytest.fixture
def let_in(hall, house):
    def let_in(person):
        secret = SECRETS[person][0]
        hall._let_in(unlock(house.folder, person, secret, house.clock, lambda _: house.clock))
        return hall.navigation.windows

    return let_in


@pytest.fixture
def file(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "ketachart-12345678.courier"


def stick_named(windows) -> str:
    return (
        windows["admin"].page("workstations").side.panel.findChild(QLineEdit, "stick_folder").text()
    )


def test_that_the_way_in_comes_back_from_the_task_bar(qtbot, hall):
    hall._door.showMinimized()
    hall.come_forward(None)
    qtbot.waitUntil(lambda: not hall._door.isMinimized())


def test_that_a_file_opened_at_the_way_in_waits_for_whoever_signs_in(hall, let_in, file):
    hall.come_forward(file)
    assert stick_named(let_in(ADMIN)) == str(file.parent)


def test_that_the_board_comes_to_the_front(qtbot, hall, let_in):
    windows = let_in(NURSE)
    hall.navigation.open_help("board")
    qtbot.waitUntil(windows["help"].isActiveWindow)
    hall.come_forward(None)
    qtbot.waitUntil(windows["board"].isActiveWindow)


def test_that_an_administrator_is_led_to_the_file(hall, let_in, file):
    windows = let_in(ADMIN)
    hall.come_forward(file)
    assert stick_named(windows) == str(file.parent)


def test_that_a_locked_desk_shows_nothing_of_it_before_somebody_takes_over(hall, let_in, file):
    windows = let_in(ADMIN)
    hall.desk.lock()
    hall.come_forward(file)
    assert "admin" not in windows
    hall.desk.hand_over(hall.desk.turn)
    assert stick_named(windows) == str(file.parent)
    hall.desk.lock()
    hall.desk.hand_over(hall.desk.turn)
    windows["admin"].page("workstations").side.close_panel()
    hall.desk.lock()
    hall.desk.hand_over(hall.desk.turn)
    assert windows["admin"].page("workstations").side.panel is None
