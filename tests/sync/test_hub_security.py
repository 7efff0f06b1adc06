"""What the role of a workstation must not do at the hub, each tried as that role."""

from typing import NamedTuple

import psycopg
import pytest
from support.hub_segments import segment
from support.postgres import OTHER_SITE, SITE

from ketachart.sync.postgres_hub import PostgresHub

ONE, TWO, FAR = "ws-00000001", "ws-00000002", "ws-0000000f"
DENIED, CHECK, NOT_THERE = "42501", "23514", "42P01"
_INSERT = (
    "INSERT INTO keta.{table} (site, device, first_seq, last_seq, prev_hash, tip_hash, tip_sig,"
    " fmt, sealed) VALUES ('{site}', '{device}', {first}, {last}, {prev}, {tip}, {sig}, {fmt},"
    " {sealed})"
)


def adding(**changed: object) -> str:
    """A statement that lays a segment down; keywords make it one that must not be."""
    given: dict[str, object] = {
        "table": "segment",
        "site": SITE,
        "device": ONE,
        "first": 2,
        "last": 2,
        "prev": "decode(repeat('01', 32), 'hex')",
        "tip": "decode(repeat('02', 32), 'hex')",
        "sig": "decode(repeat('03', 64), 'hex')",
        "fmt": 1,
        "sealed": "decode(repeat('04', 40), 'hex')",
    }
    return _INSERT.format(**given | changed)


def saying(column: str, value: str) -> str:
    """A statement that says for the hub what only the hub may say."""
    return (
        adding()
        .replace("sealed) VALUES", f"sealed, {column}) VALUES")
        .replace("'hex'))", f"'hex'), {value})")
    )


MUST_NOT = {
    # Another's name, another's clinic
    "write into another workstation's log": (adding(device=TWO), DENIED),
    "write into a log that nobody has yet": (adding(device="ws-new"), DENIED),
    "write into another clinic": (adding(site=OTHER_SITE), DENIED),
    "write into another clinic's log": (adding(site=OTHER_SITE, device=FAR), DENIED),
    "carry into another clinic": (adding(table="relay", site=OTHER_SITE, device=FAR), DENIED),
    "carry what is its own": (adding(table="relay"), DENIED),
    "say that another pushed it": (saying("pushed_by", "'hubowner'"), DENIED),
    "say when it arrived": (saying("received_at", "'2001-01-01'"), DENIED),
    # Change and delete
    "change a row": ("UPDATE keta.segment SET sealed = sealed", DENIED),
    "change a carried row": ("UPDATE keta.relay SET sealed = sealed", DENIED),
    "change by inserting": (
        adding(first=1, last=1) + " ON CONFLICT (site, device, last_seq, tip_hash)"
        " DO UPDATE SET sealed = excluded.sealed",
        DENIED,
    ),
    "change by merging": (
        "MERGE INTO keta.segment USING (SELECT 1) a ON true WHEN MATCHED THEN DELETE",
        DENIED,
    ),
    "delete its own rows": ("DELETE FROM keta.segment", DENIED),
    "delete carried rows": ("DELETE FROM keta.relay", DENIED),
    "empty the log": ("TRUNCATE keta.segment", DENIED),
    "hold rows locked": ("SELECT last_seq FROM keta.segment FOR UPDATE", DENIED),
    "keep others out": ("BEGIN; LOCK TABLE keta.segment IN ACCESS EXCLUSIVE MODE", DENIED),
    # Around the doors
    "read a part of the table": ("SELECT last_seq FROM keta.segment_0", DENIED),
    "write into a part of the table": (adding(table="segment_0"), DENIED),
    "read who is enrolled": ("SELECT role_name FROM keta.device", DENIED),
    "enrol a workstation": (
        "INSERT INTO keta.device SELECT gen_random_uuid(), 'x', 'x'",
        DENIED,
    ),
    "become another workstation": ("UPDATE keta.device SET role_name = session_user", DENIED),
    "change the version": ("INSERT INTO keta.version (version) VALUES (99)", DENIED),
    "ring as the hub does": ("SELECT keta.ring()", DENIED),
    "switch row security off": ("ALTER TABLE keta.segment DISABLE ROW LEVEL SECURITY", DENIED),
    "take a policy away": ("DROP POLICY adding ON keta.segment", DENIED),
    "switch triggers off": ("SET session_replication_role TO replica", DENIED),
    "drop the log": ("DROP TABLE keta.segment", DENIED),
    "drop the schema": ("DROP SCHEMA keta CASCADE", DENIED),
    # Become more
    "act as the owner": ("SET ROLE hubowner", DENIED),
    "act as the superuser": ("SET ROLE hubadmin", DENIED),
    "log in as another": ("SET SESSION AUTHORIZATION hubowner", DENIED),
    "give itself a role": ("GRANT hubowner TO CURRENT_USER", DENIED),
    "make a role": ("CREATE ROLE mole LOGIN", DENIED),
    "make itself a superuser": ("ALTER ROLE CURRENT_USER SUPERUSER", DENIED),
    "make itself room": ("ALTER ROLE CURRENT_USER CONNECTION LIMIT 999", DENIED),
    # Leave something behind
    "make a table in the hub": ("CREATE TABLE keta.mine (x int)", DENIED),
    "make a table in public": ("CREATE TABLE public.mine (x int)", DENIED),
    "make a schema": ("CREATE SCHEMA mine", DENIED),
    "make a table that shadows another": ("CREATE TEMP TABLE segment (x int)", DENIED),
    "make a function": (
        "CREATE FUNCTION public.my_site() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        DENIED,
    ),
    "make a language": ("CREATE LANGUAGE mine HANDLER plpgsql_call_handler", DENIED),
    # The computer underneath
    "read a file": ("SELECT pg_read_file('/etc/passwd')", DENIED),
    "read the roles' passwords": ("SELECT rolpassword FROM pg_authid", DENIED),
    "list a folder": ("SELECT pg_ls_dir('/')", DENIED),
    "copy from a file": ("COPY keta.version FROM '/etc/passwd'", DENIED),
    "run a program": ("COPY (SELECT 1) TO PROGRAM 'true'", DENIED),
    "set the server": ("ALTER SYSTEM SET fsync TO off", DENIED),
    "end another's session": (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> session_user",
        DENIED,
    ),
    # What is no segment
    "fill the disk with one row": (adding(sealed="decode(repeat('00', 16777217), 'hex')"), CHECK),
    "lay down an empty seal": (adding(sealed="''"), CHECK),
    "lay down a short hash": (adding(tip="'\\x00'"), CHECK),
    "lay down a short signature": (adding(sig="'\\x00'"), CHECK),
    "begin before the first": (adding(first=0), CHECK),
    "end before the beginning": (adding(first=9, last=8), CHECK),
    "take too long a run": (adding(first=1, last=65537), CHECK),
    "use a form that is none": (adding(fmt=0), CHECK),
    "carry for a name that is none": (adding(table="relay", device="; --"), CHECK),
}


class Open(NamedTuple):
    hub: object
    link: psycopg.Connection
    laid: list


@pytest.fixture
def burgled(hub):
    """A hub with segments of two workstations and of another clinic, and a role that tries."""
    for device, site in ((ONE, SITE), (TWO, SITE), (FAR, OTHER_SITE)):
        with PostgresHub(hub.enrol(device, site), site) as place:
            place.put([segment(device, 1, 1, site=site), segment("ws-old", 1, 4, site=site)])
    with as_role(hub, hub.enrol(ONE)) as link:
        yield Open(hub, link, everything(hub))


def as_role(hub, address):
    url = hub.server.url(address.role, address.password, hub.owner_url.rpartition("/")[2])
    return psycopg.connect(url, autocommit=True)


def everything(hub):
    return [
        hub.rows(f"SELECT * FROM keta.{table} ORDER BY 1, 2")  # noqa: S608
        for table in ("segment", "relay", "device", "version")
    ]


@pytest.fixture
def others(hub):
    """A session of another workstation, that must not be ended."""
    with as_role(hub, hub.enrol(TWO)) as link:
        yield link


@pytest.mark.parametrize("what", MUST_NOT)
def test_that_a_workstation_cannot(what, burgled, others):
    statement, state = MUST_NOT[what]
    with pytest.raises(psycopg.Error) as refused:
        burgled.link.execute(statement)
    assert refused.value.sqlstate == state
    assert everything(burgled.hub) == burgled.laid
    assert others.execute("SELECT 1").fetchone() == (1,)


def test_that_the_statement_the_others_are_made_of_is_allowed(burgled):
    burgled.link.execute(adding())
    burgled.link.execute(adding(table="relay", device=TWO))
    assert everything(burgled.hub) != burgled.laid


@pytest.mark.parametrize("table", ["segment", "relay"])
def test_that_a_workstation_reads_what_is_its_clinics_only(table, burgled):
    for asked in ("", f" WHERE site = '{OTHER_SITE}'", " WHERE octet_length(sealed) > 0"):
        rows = burgled.link.execute(
            f"SELECT DISTINCT replace(site::text, '-', '') FROM keta.{table}{asked}"  # noqa: S608
        ).fetchall()
        assert rows == ([] if OTHER_SITE in asked else [(SITE,)])
    assert len(burgled.hub.rows(f"SELECT DISTINCT site FROM keta.{table}")) == 2  # noqa: S608


def test_that_acting_as_the_group_opens_nothing(burgled):
    burgled.link.execute("SET ROLE keta_device")
    assert burgled.link.execute("SELECT DISTINCT device FROM keta.segment").fetchall() == [
        (ONE,),
        (TWO,),
    ]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        burgled.link.execute(adding(device=TWO))


def test_that_another_hash_for_a_number_never_replaces_the_one_that_is_there(burgled):
    burgled.link.execute(adding(first=1, last=1))
    assert burgled.hub.rows(
        "SELECT count(*) FROM keta.segment WHERE device = %s AND last_seq = 1", ONE
    ) == [(2,)]


def test_that_a_search_path_leads_nowhere(burgled):
    burgled.link.execute("SET search_path TO pg_temp, public, keta")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        burgled.link.execute(adding(device=TWO))


def test_that_an_open_session_of_a_retired_workstation_can_do_nothing(burgled):
    # As where the owner may not end it.
    burgled.hub.rows("UPDATE keta.device SET revoked_at = now() WHERE device = %s", ONE)
    for table in ("segment", "relay"):
        rows = burgled.link.execute(f"SELECT 1 FROM keta.{table}").fetchall()  # noqa: S608
        assert rows == []
    for statement in (adding(), adding(table="relay", device=TWO)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            burgled.link.execute(statement)


def test_that_a_retired_workstation_cannot_log_in(hub):
    address = hub.enrol(ONE)
    hub.retire(ONE)
    with pytest.raises(psycopg.OperationalError):
        as_role(hub, address)


def test_that_a_role_without_enrolment_gets_nowhere(burgled):
    hub = burgled.hub
    hub.rows("DELETE FROM keta.device WHERE device = %s", ONE)
    assert burgled.link.execute("SELECT 1 FROM keta.segment").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        burgled.link.execute(adding())


def test_that_others_of_the_server_cannot_enter_the_database(hub):
    hub.server.ask_superuser("CREATE ROLE passer_by LOGIN PASSWORD 'passing'")
    try:
        database = hub.owner_url.rpartition("/")[2]
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(hub.server.url("passer_by", "passing", database))
    finally:
        hub.server.ask_superuser("DROP ROLE passer_by")


def test_that_the_bell_says_nothing(burgled):
    with as_role(burgled.hub, burgled.hub.enrol(FAR, OTHER_SITE)) as foreign:
        foreign.execute(f"LISTEN keta_{SITE}")
        burgled.link.execute(adding())
        heard = list(foreign.notifies(timeout=20, stop_after=1))
    assert [(bell.channel, bell.payload) for bell in heard] == [(f"keta_{SITE}", "")]
