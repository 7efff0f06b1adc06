"""What the owner of a hub does there: lay its tables, let workstations in, retire them.

The owner owns the database and may create roles; nothing here needs a superuser.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from psycopg import errors, sql

from ketachart.sync.hub_address import (
    HubAddress,
    certificates_of,
    options_of_owner,
    parsed,
    shown_name,
    without_person,
)
from ketachart.sync.hub_link import SCHEMA_VERSION, Link, connected, told_plainly
from ketachart.sync.place import PlaceForeign, PlaceNewer, PlaceRefused

_OLDEST_SERVER: Final = 150000
_LOCK: Final = 0x6B657461
_SITE: Final = re.compile(r"[0-9a-f]{32}")
_DEVICE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def init(owner_url: str, scripts: Path, version: int = SCHEMA_VERSION) -> int:
    """Lay the tables of a hub, or bring them up to date; doing it again changes nothing.

    Args:
        owner_url: the database, as its owner.
        scripts: the folder with `schema.sql` and, for each later version, `upgrade_N.sql`.
        version: up to which version.

    Returns:
        The version the tables had before; 0 if there were none.

    Raises:
        PlaceTrouble: it could not be done; nothing was changed then.
    """
    with _as_owner(owner_url) as link, link.transaction():
        if link.info.server_version < _OLDEST_SERVER:
            raise PlaceRefused("A hub needs PostgreSQL 15 or newer.")
        # Whoever logged in could hold the lock; that must end in a sentence, not in a wait.
        link.execute("SET LOCAL lock_timeout TO '10s'")
        link.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = _version(link)
        if found > version:
            raise PlaceNewer
        _make_group(link)
        for step in range(found + 1, version + 1):
            script = scripts / ("schema.sql" if step == 1 else f"upgrade_{step}.sql")
            # What is shipped with the program, and run by whoever owns the database anyway.
            link.execute(script.read_text(encoding="utf-8"))
        _close_the_database(link)
        if _version(link) != version:
            raise PlaceForeign("The scripts did not bring the hub to the version they should.")
        return found


def enrol(owner_url: str, site: str, device: str) -> HubAddress:
    """Give one workstation a role of its own, or a new password for the one it has.

    Args:
        owner_url: the database, as its owner, under the host that workstations use. The
            certificates in the file it names as `sslrootcert` travel with the address.
        site: the clinic, 32 hexadecimal digits.
        device: the workstation, as in its log.

    Raises:
        PlaceRefused: the workstation was retired, or the owner may not make roles.
        PlaceTrouble: it could not be done.
    """
    _check_names(site, device)
    parts = parsed(owner_url)
    url = without_person(parts)
    ca = certificates_of(parts)
    password = secrets.token_urlsafe(32)
    with _as_owner(owner_url) as link, link.transaction():
        _check_version(link)
        row = link.execute(
            "SELECT role_name, revoked_at IS NOT NULL FROM keta.device"
            " WHERE site = %s::uuid AND device = %s",
            (site, device),
        ).fetchone()
        if row and row[1]:
            raise PlaceRefused(
                f"{device} was retired at the hub; it needs a new name to come back."
            )
        # By chance, so that the list of roles tells other clinics nothing.
        role = str(row[0]) if row else f"keta_{secrets.token_hex(12)}"
        _grant_login(link, role, password)
        link.execute(
            "INSERT INTO keta.device (site, device, role_name) VALUES (%s::uuid, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (site, device, role),
        )
    return HubAddress(url=url, role=role, password=password, ca=ca)


def retire(owner_url: str, site: str, device: str) -> bool:
    """Let a workstation in no more, from this moment on; what it laid down stays.

    Returns:
        Whether there was such a workstation.

    Raises:
        PlaceTrouble: it could not be done.
    """
    _check_names(site, device)
    with _as_owner(owner_url) as link:
        with link.transaction():
            row = link.execute(
                "UPDATE keta.device SET revoked_at = coalesce(revoked_at, now())"
                " WHERE site = %s::uuid AND device = %s RETURNING role_name",
                (site, device),
            ).fetchone()
            if row is None:
                return False
            role = str(row[0])
            link.execute(
                sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(sql.Identifier(role))
            )
        _hang_up(link, role)
    return True


@contextmanager
def _as_owner(owner_url: str) -> Iterator[Link]:
    name = shown_name(parsed(owner_url))
    with options_of_owner(owner_url) as options:
        link = connected(options, name)
    with link, told_plainly(name):
        yield link


def _check_names(site: str, device: str) -> None:
    if not _SITE.fullmatch(site) or not _DEVICE.fullmatch(device):
        raise PlaceRefused("That is no clinic's or no workstation's name.")


def _version(link: Link) -> int:
    row = link.execute("SELECT to_regclass('keta.version') IS NOT NULL").fetchone()
    if not row or not row[0]:
        return 0
    row = link.execute("SELECT coalesce(max(version), 0) FROM keta.version").fetchone()
    return int(str(row[0])) if row else 0


def _check_version(link: Link) -> None:
    found = _version(link)
    if found > SCHEMA_VERSION:
        raise PlaceNewer
    if found < SCHEMA_VERSION:
        raise PlaceForeign("There is no hub in this database yet; run hub init first.")


def _make_group(link: Link) -> None:
    try:
        with link.transaction():
            link.execute("CREATE ROLE keta_device NOLOGIN NOINHERIT")
    except (errors.DuplicateObject, errors.UniqueViolation):
        pass  # of another hub on the same server; roles are the server's


def _close_the_database(link: Link) -> None:
    # Every time: a database that was restored or copied comes without these.
    database = sql.Identifier(link.info.dbname)
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO keta_device").format(database),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
    ):
        link.execute(statement)


def _grant_login(link: Link, role: str, password: str) -> None:
    name = sql.Identifier(role)
    # Only its digest travels: a server may log the statements that make roles.
    digest = link.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if not known:
        link.execute(sql.SQL("CREATE ROLE {}").format(name))
    link.execute(
        sql.SQL("ALTER ROLE {} LOGIN INHERIT CONNECTION LIMIT 4 PASSWORD {}").format(
            name, sql.Literal(digest.decode("ascii"))
        )
    )
    link.execute(sql.SQL("GRANT keta_device TO {}").format(name))


def _hang_up(link: Link, role: str) -> None:
    # A session that stays open reads nothing any more; some owners may not even end it.
    try:
        with link.transaction():
            link.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
            link.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (role,)
            )
            link.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(sql.Identifier(role)))
    except errors.Error:
        pass
