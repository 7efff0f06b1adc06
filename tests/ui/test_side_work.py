"""Work beside the windows: told once it ends, never after it was stopped, never stuck."""

import threading

import pytest

from ketachart.ui.side_work import SideWork


@pytest.fixture
def work(qapp):
    made = SideWork("tried")
    made.answers = []
    made.ended.connect(made.answers.append)
    yield made
    made.stop()


def test_that_what_came_of_it_is_told(qtbot, work):
    work.begin(lambda: "done")
    qtbot.waitUntil(lambda: work.answers == ["done"])
    assert not work.is_busy


def test_that_work_that_was_stopped_tells_nothing_and_hinders_nothing(qtbot, work):
    begun, changes = threading.Event(), []
    work.busy_changed.connect(lambda: changes.append(work.is_busy))

    def forever():
        begun.set()
        while True:
            work.go_on()

    work.begin(forever)
    begun.wait(5)
    work.stop()
    work.begin(lambda: "the next")
    qtbot.waitUntil(lambda: work.answers == ["the next"])
    assert changes == [True, False, True, False]


def test_that_work_that_fails_leaves_nobody_waiting(qtbot, work, monkeypatch):
    met = []
    monkeypatch.setattr(threading, "excepthook", lambda args: met.append(args.exc_type))
    work.begin(lambda: 1 // 0)
    qtbot.waitUntil(lambda: not work.is_busy)
    assert met == [ZeroDivisionError]
    assert work.answers == []
