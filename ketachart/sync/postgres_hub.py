"""The hub: a PostgreSQL database in which each workstation may only add to its own log.

Nothing here is trusted: whoever reads segments opens and checks them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Self, TypeVar, cast

import msgspec
from psycopg import sql

from ketachart.sync.hub_address import HubAddress, options_of_role
from ketachart.sync.hub_link import SCHEMA_VERSION, connected, told_plainly
from ketachart.sync.knock import Knock
from ketachart.sync.place import PlaceDamaged, PlaceForeign, PlaceNewer, PlaceRefused
from ketachart.sync.segment import Segment

_COLUMNS: Final = "device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed"
_T = TypeVar("_T")

# One index probe for each workstation, however much there is.
_DEVICES: Final = """
  {name}(device) AS (
    (SELECT device FROM keta.{table} WHERE site = %(site)s::uuid ORDER BY device LIMIT 1)
    UNION ALL
    SELECT (SELECT more.device FROM keta.{table} AS more
             WHERE more.site = %(site)s::uuid AND more.device > {name}.device
             ORDER BY more.device LIMIT 1)
      FROM {name} WHERE {name}.device IS NOT NULL)"""
_TIP: Final = """
  SELECT {name}.device, newest.last_seq, newest.tip_hash
    FROM {name}, LATERAL (
      SELECT last_seq, tip_hash FROM keta.{table} AS lies
       WHERE lies.site = %(site)s::uuid AND lies.device = {name}.device
       ORDER BY last_seq DESC, tip_hash DESC LIMIT 1) AS newest"""
_TRUE: Final = {"name": "own", "table": "segment"}
_CARRIED: Final = {"name": "carried", "table": "relay"}
_TIPS: Final = (
    f"WITH RECURSIVE {_DEVICES.format(**_TRUE)}, {_DEVICES.format(**_CARRIED)}"
    " SELECT keta.my_device(), NULL::bigint, NULL::bytea"
    f" UNION ALL {_TIP.format(**_TRUE)} UNION ALL {_TIP.format(**_CARRIED)}"
)
# Every statement here goes by a key, however much or little there is; so each is planned once.
_OPENING: Final = """
  SELECT max(version), replace(keta.my_site()::text, '-', ''), keta.my_device(),
         current_setting('fsync') = 'on',
         current_setting('synchronous_commit') IN ('off', 'local'),
         set_config('plan_cache_mode', 'force_generic_plan', false),
         set_config('enable_seqscan', 'off', false)
    FROM keta.version"""
_HOLDS: Final = """
  SELECT tip_hash FROM keta.segment
   WHERE site = %(site)s::uuid AND device = %(device)s AND last_seq = %(seq)s
  UNION ALL
  SELECT tip_hash FROM keta.relay
   WHERE site = %(site)s::uuid AND device = %(device)s AND last_seq = %(seq)s
  LIMIT 1"""


def _lying(table: str, place: int) -> str:
    return (
        f"(SELECT {_COLUMNS}, {place} AS place FROM keta.{table}"  # noqa: S608
        " WHERE site = %(site)s::uuid AND device = %(device)s AND last_seq > %(seq)s"
        " ORDER BY last_seq, tip_hash LIMIT %(limit)s)"
    )


_AFTER: Final = (
    f"SELECT DISTINCT ON (last_seq, tip_hash) {_COLUMNS}"  # noqa: S608
    f" FROM ({_lying('segment', 0)} UNION ALL {_lying('relay', 1)}) AS both_of_them"
    " ORDER BY last_seq, tip_hash, place LIMIT %(limit)s"
)


def _reaching(table: str) -> str:
    # No segment is longer than the tables allow, so this ends soon after the range.
    return (
        f"SELECT first_seq, last_seq, tip_hash FROM keta.{table}"  # noqa: S608
        " WHERE site = %(site)s::uuid AND device = %(device)s AND last_seq > %(after)s"
        " AND last_seq < %(upto)s + 65536 AND first_seq <= %(upto)s"
    )


_RUNS: Final = f"{_reaching('segment')} UNION ALL {_reaching('relay')}"


def _putting(table: str) -> str:
    return (
        f"INSERT INTO keta.{table} (site, {_COLUMNS})"  # noqa: S608
        " VALUES (%s::uuid, %s, %s, %s, %b, %b, %b, %s, %b) ON CONFLICT DO NOTHING"
    )


class PostgresHub:
    """The segments of one clinic at a hub, over one connection; for one thread at a time."""

    def __init__(self, address: HubAddress, site: str) -> None:
        """Connect, and ask who the hub takes this workstation for.

        Raises:
            PlaceAway: the hub does not answer within three seconds.
            PlaceRefused: role, password or certificate do not fit, or the workstation is retired.
            PlaceNewer: a later release laid the hub's tables.
            PlaceForeign: it is another clinic's role, or no hub.
        """
        self.name: Final = address.name
        self._site: Final = site
        with options_of_role(address) as options:
            self._link: Final = connected(options, self.name)
        # The same few statements come again and again: the second time they are prepared.
        self._link.prepare_threshold = 1
        self._listens = False
        try:
            self.device: Final = self._introduced()
        except BaseException:
            self._link.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tips(self) -> Mapping[str, tuple[int, bytes]]:
        """Number and hash of the newest entry of every workstation there.

        Of this workstation itself, what it wrote itself counts before what others carried.

        Raises:
            PlaceRefused: the hub retired this workstation since it connected.
        """
        found: dict[str, tuple[int, bytes]] = {}
        with told_plainly(self.name):
            rows = self._link.execute(_TIPS, {"site": self._site}, binary=True).fetchall()
        for device, seq, tip in _told(rows, list[tuple[str | None, int | None, bytes | None]]):
            if device is None or seq is None or tip is None:
                self._check_known_as(device)
                continue
            # What the workstations themselves wrote comes first.
            known = found.get(device)
            if known is None or (known[0] < seq and device != self.device):
                found[device] = (seq, tip)
        return found

    def holds(self, device: str, seq: int) -> bytes | None:
        """The hash of the entry that ends a segment there; None if no segment ends with it."""
        with told_plainly(self.name):
            row = self._link.execute(
                _HOLDS, {"site": self._site, "device": device, "seq": seq}, binary=True
            ).fetchone()
        return None if row is None else _told(row[0], bytes)

    def put(self, segments: Sequence[Segment]) -> None:
        """Lay segments down, durably when it returns; the same again does nothing.

        What is not of this workstation goes to the relay.

        Raises:
            PlaceForeign: a segment is another clinic's; then none is laid down.
        """
        if any(segment.site != self._site for segment in segments):
            raise PlaceForeign
        own = [_row(each) for each in segments if each.device == self.device]
        carried = [_row(each) for each in segments if each.device != self.device]
        # What goes to one table goes at once, and is one transaction.
        with told_plainly(self.name), self._link.cursor() as cursor:
            for table, rows in (("segment", own), ("relay", carried)):
                if rows:
                    cursor.executemany(_putting(table), rows)

    def after(self, device: str, seq: int, limit: int) -> Sequence[Segment]:
        """At most `limit` segments that end after an entry, ordered by last_seq and tip_hash."""
        asked = {"site": self._site, "device": device, "seq": seq, "limit": limit}
        with told_plainly(self.name):
            rows = self._link.execute(_AFTER, asked, binary=True).fetchall()
        return _told([(self._site, *row) for row in rows], list[Segment])

    def close(self) -> None:
        """Let it go; safe to repeat."""
        self._link.close()

    def runs(self, device: str, after: int, upto: int) -> Sequence[tuple[int, int, bytes]]:
        """First and last number, and last hash, of each segment there that reaches into a range.

        Costs a line for each of them, so it is not for every exchange.
        """
        asked = {"site": self._site, "device": device, "after": after, "upto": upto}
        with told_plainly(self.name):
            rows = self._link.execute(_RUNS, asked, binary=True).fetchall()
        return _told(rows, list[tuple[int, int, bytes]])

    def listen(self) -> None:
        """Hear the bell from now on; what arrived before must be asked for once after this."""
        if self._listens:
            return
        channel = sql.Identifier(f"keta_{self._site}")
        with told_plainly(self.name):
            self._link.execute(sql.SQL("LISTEN {}").format(channel))
        self._listens = True

    def wait_for_bell(self, knock: Knock, timeout_s: float) -> bool:
        """Wait until another workstation laid something down.

        Args:
            knock: ends the wait at once.
            timeout_s: the longest wait, in seconds.

        Returns:
            Whether the bell rang; one's own ringing does not count.

        Raises:
            PlaceAway: the link was cut.
        """
        self.listen()
        until = monotonic() + timeout_s
        # What rang during an exchange over this link lies in the driver, not in the link.
        while not self._has_rung():
            left = until - monotonic()
            if left <= 0 or knock.wait(left, self._link.fileno()):
                return False
        return True

    def clock_offset(self, now: Callable[[], datetime]) -> timedelta:
        """How far the hub's clock is ahead of this one, to half of the way there and back."""
        with told_plainly(self.name):
            before = now()
            row = self._link.execute("SELECT clock_timestamp()").fetchone()
            after = now()
        assert row is not None
        return cast("datetime", row[0]) - before - (after - before) / 2

    def _introduced(self) -> str:
        with told_plainly(self.name):
            row = self._link.execute(_OPENING).fetchone()
        version, site, device, keeps, hurries, *_ = row or (None, None, None, False, False)
        if not isinstance(version, int):
            raise PlaceForeign(f"The database at {self.name} is not a hub of this program.")
        if version > SCHEMA_VERSION:
            raise PlaceNewer(
                f"The hub {self.name} was set up by a newer release; install that release here."
            )
        if version < SCHEMA_VERSION:
            raise PlaceRefused(
                f"The tables of the hub {self.name} are older than this release; "
                "whoever runs it has to bring them up to date with hub init."
            )
        if not isinstance(device, str):
            raise self._retired()
        if site != self._site:
            raise PlaceForeign(f"The role at the hub {self.name} belongs to another clinic.")
        if not keeps:
            raise PlaceRefused(f"The hub {self.name} does not write safely to its disk (fsync).")
        if hurries:
            with told_plainly(self.name):
                self._link.execute("SET synchronous_commit TO on")
        return device

    def _check_known_as(self, device: str | None) -> None:
        if device != self.device:
            raise self._retired()

    def _retired(self) -> PlaceRefused:
        return PlaceRefused(f"The hub {self.name} has retired this workstation.")

    def _has_rung(self) -> bool:
        with told_plainly(self.name):
            bells = list(self._link.notifies(timeout=0))
        return any(bell.pid != self._link.info.backend_pid for bell in bells)


def _told(answer: object, kind: type[_T]) -> _T:
    """What the hub answered, if it is of the kind its tables hold: others can change those.

    Raises:
        PlaceDamaged: it is of another kind.
    """
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise PlaceDamaged from error


def _row(segment: Segment) -> tuple[object, ...]:
    return (
        segment.site,
        segment.device,
        segment.first_seq,
        segment.last_seq,
        segment.prev_hash,
        segment.tip_hash,
        segment.tip_sig,
        segment.fmt,
        segment.sealed,
    )
