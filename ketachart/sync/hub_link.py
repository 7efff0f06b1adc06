"""A connection to a hub, whose every failure is one sentence for a person.

What the server or the driver said stays in the cause; it names hosts and roles, no password.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import psycopg

from ketachart.sync.place import (
    PlaceAway,
    PlaceForeign,
    PlaceFull,
    PlaceRefused,
    PlaceTrouble,
)

SCHEMA_VERSION: Final = 1
"""Of the tables at a hub that this release works with."""

Link = psycopg.Connection[tuple[object, ...]]

_READ_ONLY: Final = "25006"
_DISK_FULL: Final = ("53100", "58030")
_AWAY: Final = ("08", "53", "55P03", "57", "40")
_FOREIGN: Final = ("3F000", "42P01", "42883", "42703")

# libpq tells why it could not connect in words only.
_WHY_NOT: Final[tuple[tuple[tuple[str, ...], type[PlaceTrouble], str], ...]] = (
    (
        ("too many connections", "remaining connection slots", "starting up", "shutting down"),
        PlaceAway,
        "The hub {name} is busy or just starting; the exchange is made up for later.",
    ),
    (
        ("certificate verify failed", "certificate has expired"),
        PlaceRefused,
        (
            "The certificate of the hub {name} has run out or comes from nobody this workstation "
            "trusts; nothing was sent."
        ),
    ),
    (
        ("does not match host name",),
        PlaceRefused,
        "The certificate of the hub {name} is made out to another name; nothing was sent.",
    ),
    (
        ("root certificate file",),
        PlaceRefused,
        "There is no certificate to check the hub {name} by; nothing was sent.",
    ),
    (
        ("server does not support SSL",),
        PlaceRefused,
        "The hub {name} does not encrypt the connection; nothing was sent.",
    ),
    (
        ("password authentication failed", "not permitted to log in", "does not exist"),
        PlaceRefused,
        (
            "The hub {name} does not know this workstation's role and password; it may have been "
            "retired there."
        ),
    ),
    (
        ("no pg_hba.conf entry", "authentication method requirement", "no encryption"),
        PlaceRefused,
        "The hub {name} does not let this workstation in the way it asks to.",
    ),
    (
        ("SSL error", "sslv3", "tlsv1", "SSL SYSCALL"),
        PlaceRefused,
        "The encrypted connection to the hub {name} could not be made; nothing was sent.",
    ),
    (("FATAL",), PlaceRefused, "The hub {name} turned this workstation away."),
)


def connected(options: Mapping[str, str], name: str) -> Link:
    """A connection in which each statement is a transaction of its own.

    Raises:
        PlaceAway: nobody answers there, or not now.
        PlaceRefused: person, password or certificate do not fit.
    """
    try:
        return psycopg.connect(**options, autocommit=True)  # type: ignore[arg-type]
    except psycopg.Error as error:
        raise _not_connected(str(error), name) from error


@contextmanager
def told_plainly(name: str) -> Iterator[None]:
    """What the server or the link does wrong becomes a trouble of the place."""
    try:
        yield
    except psycopg.Error as error:
        raise _trouble(error, name) from error


def _not_connected(words: str, name: str) -> PlaceTrouble:
    for signs, trouble, sentence in _WHY_NOT:
        if any(sign in words for sign in signs):
            return trouble(sentence.format(name=name))
    return PlaceAway(f"The hub {name} does not answer; the exchange is made up for later.")


def _trouble(error: psycopg.Error, name: str) -> PlaceTrouble:
    state = error.sqlstate or ""
    if state in _DISK_FULL:
        return PlaceFull(f"The disk of the hub {name} is full or failing; nothing was lost.")
    if state == _READ_ONLY:
        return PlaceRefused(f"{name} is a copy of the hub that only reads; name the hub itself.")
    if state == psycopg.errors.InsufficientPrivilege.sqlstate:
        return PlaceRefused(f"The hub {name} does not allow this workstation to do that.")
    if state in _FOREIGN:
        return PlaceForeign(f"The database at {name} is not a hub of this program.")
    if state.startswith(_AWAY) or not state:
        return PlaceAway(f"The link to the hub {name} was cut; the exchange is made up for later.")
    return PlaceRefused(f"The hub {name} did not take what was sent ({state}).")
