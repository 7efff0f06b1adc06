"""Any values whatever, given to every operation of the one door: done, or refused in words."""

from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.builders import ADMIN, DOCTOR, NURSE, House
from support.garbage import AUTHORS, charted, fault_of, other, other_acts, questions
from support.houses import make_busy, open_busy

from ketachart.app.verification import verify
from trust.proofs import Proof

SHORT, FULL = 3, 400


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Try every act, and everything else that takes typed text, `count` times."""
    make_busy(drawer / "template", drawer / "busy")
    house = open_busy(drawer / "busy", drawer / "vault")
    acts = [
        *((AUTHORS[do], charted(do)) for do in AUTHORS),
        *((st.sampled_from([ADMIN, NURSE, DOCTOR]), other(kind)) for kind in other_acts().values()),
    ]
    broken: list[str] = []
    tried = 0
    for by, act in acts:

        def try_one(data: st.DataObject, by: object = by, act: object = act) -> None:
            who = data.draw(by) if isinstance(by, st.SearchStrategy) else str(by)
            if fault := fault_of(house, who, data.draw(act)):
                broken.append(fault)

        tried += _tried(try_one, count, broken)
    what = "any values in any act: done, or refused with a code and words, changing nothing"
    yield Proof(what, tried, tuple(broken), f"{len(acts)} acts")
    yield _everything_else(house, count)
    found = tuple(f"{each.place}: {each.words}" for each in verify(house.clinic))
    yield Proof("what came of it is a sound vault", 1, found[:1])
    house.clinic.close()


def _everything_else(house: House, count: int) -> Proof:
    broken: list[str] = []
    asked = dict(questions(house))
    tried = sum(_tried(ask, count, broken) for ask in asked.values())
    what = "any text in any search, sign-in, draft or call: an answer, never an error"
    return Proof(what, tried, tuple(broken), f"{len(asked)} of them")


def _tried(once: Callable[[st.DataObject], object], count: int, broken: list[str]) -> int:
    """Draw `count` examples, fewer where there are no more; an exception is a broken promise."""
    tried = 0

    def counted(data: st.DataObject) -> None:
        nonlocal tried
        tried += 1
        once(data)

    every = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    chosen = settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=every,
    )
    try:
        chosen(given(data=st.data())(counted))()
    except Exception as error:  # noqa: BLE001 - whatever it is, it should not be
        broken.append(f"{type(error).__name__}: {error}"[:200])
    return tried
