"""What nobody uses any more is cleared away while nobody types."""

import gc
import threading
import weakref

import pytest
from support.builders import NURSE
from support.houses import house, template

from ketachart.ui.desk import Desk
from ketachart.ui.key_pause import KeyPause
from ketachart.ui.tidying import Tidying

__all__ = ["house", "template"]


@pytest.fixture
def desk(qapp, house):
    desk = Desk(house.clinic, house.turns[NURSE])
    yield desk
    desk.close()
    desk.deleteLater()


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def test_that_it_waits_for_whoever_types(desk):
    Tidying(desk, every_ms=0)
    ring = _Ring()
    gc.collect()  # it has been kept long
    seen = weakref.ref(ring)
    del ring
    desk.keys.pressed()
    desk.beat()
    assert seen() is not None
    desk.keys = KeyPause()
    desk.beat()
    assert seen() is None


def test_that_nothing_is_cleared_away_by_a_thread_beside(desk):
    Tidying(desk)
    cleared_by = []
    ring = _Ring()
    seen = weakref.ref(ring, lambda _ring: cleared_by.append(threading.current_thread()))
    del ring
    beside = threading.Thread(target=lambda: [_Ring() for _ in range(20_000)])
    beside.start()
    beside.join()
    desk.beat()
    assert seen() is None
    assert cleared_by == [threading.main_thread()]
