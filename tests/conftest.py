"""What holds for every test: one screen, repeatable examples, nothing left behind."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Read by Qt when the first application object is made, so it must stand here, not in a fixture.
# Qt's own offscreen screen is 800 x 800, smaller than any window of ours.
_SCREEN = Path(__file__).parent / "support" / "screen.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen" and os.name == "posix":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"

# The same examples in every run, and no verdict from the speed of a shared machine.
settings.register_profile(
    "push",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("night", parent=settings.get_profile("push"), max_examples=2000)
settings.load_profile(os.environ.get("KETACHART_TEST_PROFILE", "push"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leaves the Qt messages that are let pass out of a failure: they bury the one it is for."""
    report = yield
    sections = getattr(report.longrepr, "sections", [])
    for place, (name, text, rule) in reversed([*enumerate(sections)]):
        kept = [line for line in text.splitlines() if not line.endswith("(IGNORED)")]
        sections[place : place + 1] = [(name, "\n".join(kept), rule)] if kept else []
    return report


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where windows put files unless told otherwise."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def nothing_in_the_real_home(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keeps what a window would put among somebody's documents out of the tester's own."""
    if "qapp" in request.fixturenames:
        monkeypatch.setenv("HOME", str(request.getfixturevalue("home")))


@pytest.fixture(autouse=True)
def nothing_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test with windows that leaves a window open, a timer running or a job at work."""
    if "qapp" not in request.fixturenames:
        yield
        return
    # As in the program: no thread beside the windows may clear a widget away.
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()
    left = _windows_open() + _timers_running() + _jobs_running()
    if left:
        pytest.fail(f"still there after the test: {', '.join(left)}")


def _windows_open() -> list[str]:
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in left:
        window.close()
        window.deleteLater()
    return [f"window {type(window).__name__}" for window in left]


def _timers_running() -> list[str]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    gc.collect()
    timers = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    left = [timer for timer in timers if isValid(timer) and timer.isActive()]
    for timer in left:
        timer.stop()
    owners = [type(timer.parent()).__name__ if timer.parent() else "no one" for timer in left]
    return [f"timer of {owner}" for owner in owners]


def _jobs_running() -> list[str]:
    from PySide6.QtCore import QThreadPool

    count = QThreadPool.globalInstance().activeThreadCount()
    return [f"{count} jobs"] if count else []
