"""What the stock page says of a container: opened on, discard by, expired, drawn for whom."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ketachart.domain.products import ContainerState
from ketachart.ui.presenters.discarding import warning
from ketachart.ui.presenters.medication import vials
from ketachart.ui.presenters.shelf import attention_words, expiry_words, shelf_lines
from tests.ui.chair_day import at

TODAY = date(2026, 3, 3)
KETAMINE = "ket-50-10"


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        ("2026-03-02", "2026-03-02 ! expired"),
        ("2026-03-03", "2026-03-03 expiring soon: today"),
        ("2026-03-04", "2026-03-04 expiring soon: tomorrow"),
        ("2026-04-02", "2026-04-02 expiring soon: in 30 days"),
        ("2026-04-03", "2026-04-03"),
    ],
)
def test_that_an_expiry_that_is_near_or_past_is_said_in_words(expires, words):
    assert expiry_words(date.fromisoformat(expires), TODAY) == words


@pytest.fixture
def clinic(day_at):
    return day_at("08:30:00").clinic


def opened(clinic, days_ago):
    """The stock with one container opened some days ago."""
    stock = clinic.world.stock(KETAMINE)
    name, vial = next(iter(stock.containers.items()))
    changed = replace(
        vial,
        state=ContainerState.OPEN,
        left=Decimal("4.40"),
        opened_at=at("09:00:00") - timedelta(days=days_ago),
        expires=date(2027, 8, 31),
    )
    return replace(stock, containers=dict(stock.containers) | {name: changed}), changed


@pytest.mark.parametrize(
    ("days_ago", "last", "is_alert"),
    [
        (0, "2026-03-31", False),
        (28, "2026-03-03 today", False),
        (29, "2026-03-02 ! past: discard", True),
    ],
)
def test_that_an_opened_container_is_discarded_28_days_after(clinic, days_ago, last, is_alert):
    stock, vial = opened(clinic, days_ago)
    (line,) = shelf_lines(stock, [vial], (), clinic.world, TODAY)
    assert line.cells[4:] == (last, "4.40", "220.00")
    assert line.is_alert is is_alert
    assert ("past the discard-by date" in attention_words(stock, clinic.world, TODAY)) is is_alert


def test_that_what_is_drawn_is_said_with_volume_mass_and_for_whom(clinic):
    sessions = clinic.sessions_open()
    stock = clinic.world.stock(KETAMINE)
    lines = shelf_lines(stock, (), sessions, clinic.world, TODAY)
    waiting = [s for s in sessions if s.unaccounted_ml and s.preparation.product == KETAMINE]
    assert len(lines) == len(waiting) > 0
    for line, session in zip(lines, waiting, strict=True):
        assert session.chair in line.cells[2]
        assert line.cells[1] == "drawn"
        assert Decimal(line.cells[6]) == session.unaccounted_ml * 50


@pytest.mark.parametrize(("days_ago", "is_warned"), [(28, False), (29, True)])
def test_that_whoever_prepares_or_gives_is_warned_of_a_vial_past_its_date(
    clinic, days_ago, is_warned
):
    stock, vial = opened(clinic, days_ago)
    words = warning(vial, clinic.world, TODAY)
    assert bool(words) is is_warned
    other = clinic.world.stock(KETAMINE).containers
    sealed = next(each for each in other.values() if each.state is ContainerState.SEALED)
    offered = vials(
        [stock.product], [vial, sealed], TODAY, lambda each: warning(each, clinic.world, TODAY)
    )
    assert offered[-1 if is_warned else 0].vial == vial.id
    assert ("discard-by" in offered[-1].words) is is_warned
