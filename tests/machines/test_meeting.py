"""Two rooms at random work, hearing of each other now and then: at the end both say the same."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from support.builders import ADMIN, CALM, DOCTOR, NURSE, SECOND, ZONE, House, open_house
from support.rooms import Rooms, carry, rooms

from ketachart.app.verification import verify
from ketachart.domain.session import Phase

PATIENTS = ("p.greer", "p.castellanos", "p.mbeki")
WASTE = {"reason": "spilt", "method": "cartridge", "witness": SECOND}
OF_A_ROOM = st.booleans()
SESSIONS = st.sampled_from(("s1", "s2"))


class RoomsAtWork(RuleBasedStateMachine):
    """Whatever one room is refused it is refused; whatever it records must reach the other."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folders = tempfile.TemporaryDirectory()
        folder = Path(self._folders.name)
        house = open_house(self.template, folder / "vault")
        house.bring("s1", Phase.INFUSING)
        self.rooms: Rooms = rooms(house, folder)
        self.rooms.there.clock.set(house.clock.now())
        self.acknowledged: set[tuple[str, int, bytes]] = set()

    def _room(self, here: bool) -> House:
        return self.rooms.here if here else self.rooms.there

    def _does(self, here: bool, by: str, do: str, /, **fields: object) -> None:
        house = self._room(here)
        house.does(by, do, **fields)
        log = house.clinic.vault.log
        self.acknowledged |= {
            (each.device, each.seq, each.hash) for each in log.since(log.device, 0)
        }

    @rule(here=OF_A_ROOM, minutes=st.sampled_from((1, 5, 30, 600)))
    def wait(self, here: bool, minutes: int) -> None:
        self._room(here).wait(minutes)

    @rule(here=OF_A_ROOM, session=SESSIONS, rate=st.integers(55, 110))
    def chart(self, here: bool, session: str, rate: int) -> None:
        self._does(here, NURSE, "vitals.chart", session=session, **{**CALM, "hr": rate})

    @rule(here=OF_A_ROOM, session=SESSIONS)
    def note(self, here: bool, session: str) -> None:
        self._does(here, NURSE, "note.add", session=session, text="asleep")

    @rule(here=OF_A_ROOM, patient=st.sampled_from(PATIENTS), chair=st.sampled_from("23"))
    def open(self, here: bool, patient: str, chair: str) -> None:
        given = {"patient": patient, "chair": f"Chair {chair}", "protocol": "custom"}
        self._does(here, NURSE, "session.open", session="s2" if here else "s3", **given)

    @rule(
        here=OF_A_ROOM, vial=st.sampled_from(("K1-1", "K1-2", "H1-1")), ml=st.sampled_from("1358")
    )
    def waste(self, here: bool, vial: str, ml: str) -> None:
        self._does(here, NURSE, "stock.waste", from_={"vial": vial}, ml=f"{ml}.00", **WASTE)

    @rule(here=OF_A_ROOM, vial=st.sampled_from(("K1-2", "K1-3")))
    def break_vial(self, here: bool, vial: str) -> None:
        given = {"circumstances": "fell", "recoverable": False, "witness": SECOND}
        self._does(here, ADMIN, "stock.break", vial=vial, **given)

    @rule(here=OF_A_ROOM)
    def stop(self, here: bool) -> None:
        given = {"pump_ml": "20", "reason": "over"}
        self._does(here, NURSE, "infusion.stop", session="s1", **given)

    @rule(here=OF_A_ROOM)
    def close_the_day(self, here: bool) -> None:
        house = self._room(here)
        day = house.clock.now().astimezone(ZONE).date()
        world = house.clinic.world
        for product in world.uncounted_on(day):
            stock = world.stock(product)
            given = {"sealed": stock.sealed, "open_ml": format(stock.open_ml, ".2f")}
            self._does(here, ADMIN, "stock.count", product=product, witness=SECOND, **given)
        self._does(here, ADMIN, "day.close", date=day.isoformat(), witness=SECOND)

    @rule(here=OF_A_ROOM, most=st.sampled_from((1, 3, 200)), times=st.integers(1, 3))
    def hear_something(self, here: bool, most: int, times: int) -> None:
        target = self._room(here)
        carry(self._room(not here), target)
        for _ in range(times):
            target.clinic.take_in(most)

    @rule(here=OF_A_ROOM)
    def discharge_ordered(self, here: bool) -> None:
        self._does(here, DOCTOR, "discharge.order", session="s1")

    def teardown(self) -> None:
        self.rooms.meet()
        here, there = self.rooms.here, self.rooms.there
        latest = max(here.clock.now(), there.clock.now())
        for house in (here, there):
            house.clock.set(latest)
        try:
            assert here.standing() == there.standing()
            assert here.clinic.conflicts() == there.clinic.conflicts()
            for house in (here, there):
                held = {
                    (each.device, each.seq, each.hash)
                    for each in house.clinic.vault.log.everything()
                }
                assert self.acknowledged <= held
                assert [each.words for each in verify(house.clinic)] == []
        finally:
            here.clinic.close()
            there.clinic.close()
            self._folders.cleanup()


def test_that_two_rooms_end_with_one_record(template):
    RoomsAtWork.template = template
    run_state_machine_as_test(
        RoomsAtWork, settings=settings(max_examples=15, stateful_step_count=20, deadline=None)
    )
