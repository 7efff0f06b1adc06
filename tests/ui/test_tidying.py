"""What nobody uses any more is cleared away while nobody types."""

import gc
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
    thresholds = gc.get_threshold()
    desk = Desk(house.clinic, house.turns[NURSE])
    yield desk
    desk.close()
    desk.deleteLater()
    gc.set_threshold(*thresholds)
    gc.unfreeze()


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


def test_that_python_does_not_look_through_everything_by_itself(desk):
    Tidying(desk)
    assert gc.isenabled()
    assert gc.get_threshold()[2] > 1_000_000
