"""A place in memory, with the rules of the hub, that can be told to fail and to lie."""

from collections.abc import Callable, Mapping, Sequence

from ketachart.sync.place import PlaceAway
from ketachart.sync.segment import Segment

Key = tuple[str, int, bytes]


class MemoryPlace:
    """What workstations put there; a row is never replaced, as at the hub."""

    def __init__(self, name: str = "hub") -> None:
        self.name = name
        self.rows: dict[Key, Segment] = {}
        self.calls = 0
        self.fails: Callable[[int], str] = lambda _number: ""
        """For the number of a call: "" to answer, "before" or "after" the work is done to fail."""

    def tips(self) -> Mapping[str, tuple[int, bytes]]:
        return self._call(self._tips)

    def holds(self, device: str, seq: int) -> bytes | None:
        return self._call(
            lambda: next(
                (tip for name, last, tip in self.rows if (name, last) == (device, seq)), None
            )
        )

    def put(self, segments: Sequence[Segment]) -> None:
        def lay() -> None:
            for each in segments:
                self.rows.setdefault((each.device, each.last_seq, each.tip_hash), each)

        self._call(lay)

    def after(self, device: str, seq: int, limit: int) -> Sequence[Segment]:
        return self._call(lambda: self._after(device, seq)[:limit])

    def runs(self, device: str, after: int, upto: int) -> Sequence[tuple[int, int, bytes]]:
        return self._call(
            lambda: [
                (each.first_seq, each.last_seq, each.tip_hash)
                for each in self._after(device, after)
                if each.first_seq <= upto
            ]
        )

    def close(self) -> None:
        pass

    def _tips(self) -> dict[str, tuple[int, bytes]]:
        found: dict[str, tuple[int, bytes]] = {}
        for device, seq, tip in sorted(self.rows):
            found[device] = (seq, tip)
        return found

    def _after(self, device: str, seq: int) -> list[Segment]:
        keys = sorted(key for key in self.rows if key[0] == device and key[1] > seq)
        return [self.rows[key] for key in keys]

    def _call(self, work):
        self.calls += 1
        fault = self.fails(self.calls)
        if fault == "before":
            raise PlaceAway
        answer = work()
        if fault == "after":
            raise PlaceAway
        return answer
