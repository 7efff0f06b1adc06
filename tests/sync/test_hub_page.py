"""The page on the hub: what it tells people to type does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.hub_segments import segment
from support.postgres import (
    SCRIPTS,
    SITE,
    Server,
    ask,
    make_server,
    newest_binaries,
    remove_server,
)
from support.scenarios import replayed, scenario
from support.source import ROOT

from ketachart.app.resources import resource_folder
from ketachart.sync import hub_admin
from ketachart.sync.place import PlaceRefused
from ketachart.sync.postgres_hub import PostgresHub

pytestmark = pytest.mark.slow
ONE, TWO, HOST = "ws-00000001", "ws-00000002", "hub.clinic.example"
PAGE = (resource_folder() / "help" / "hub.md").read_text(encoding="utf-8")
DAY, ADMIN = "first-infusion", "ad.lindqvist"
OWNER, OWNERS_PASSWORD = "ketahub_owner", "a long one of your own"


def block(starts: str) -> str:
    """The one block of the page that has a line beginning so."""
    blocks = re.findall(r"^```\w+\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    found = [each for each in blocks if re.search(f"^{re.escape(starts)}", each, re.MULTILINE)]
    assert len(found) == 1, starts
    return found[0]


def statements(starts: str, **filled: str) -> list[str]:
    text = block(starts)
    for name, value in filled.items():
        text = text.replace(name, value)
    return [each.strip() for each in text.split(";\n") if each.strip()]


class Desk:
    """Where the person with the page sits: a folder, and a server that has the hub's name."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server

    def shell(self, commands: str, server: Server | None = None, **environment: str) -> str:
        server = server or self.server
        given = {
            **os.environ,
            "PATH": f"{newest_binaries()}:{os.environ['PATH']}",
            "PGHOSTADDR": "127.0.0.1",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(server.port),
            "PGUSER": "hubadmin",
            "PGPASSWORD": (server.folder / "password").read_text(),
            "LC_ALL": "C",
            **environment,
        }
        done = subprocess.run(
            ["sh", "-euc", commands],
            cwd=self.folder,
            env=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def init(self, server: Server) -> str:
        program = f"PYTHONPATH={ROOT} {sys.executable} -m ketachart"
        command = block("ketachart hub init").replace("ketachart", program, 1)
        return self.shell(command, server, PGPASSWORD=OWNERS_PASSWORD)

    def ketachart(self, starts: str, **filled: str) -> str:
        """What the page has typed into a shell, by an administrator of the clinic."""
        typed = "\n".join([*block("ketachart hub init").splitlines()[:2], block(starts)])
        # A free port, since another server may have the usual one here.
        typed = typed.replace(f"@{HOST}/", f"@{HOST}:{self.server.port}/")
        for name, value in filled.items():
            typed = re.sub(rf"\b{name}\b", value, typed)
        secret = self.folder / "passphrase"
        secret.write_text(scenario(DAY).secrets[ADMIN].passphrase, encoding="utf-8")
        known = f"--user {ADMIN} --passphrase-file {secret}"
        typed = re.sub(r"(?m)(--vault \S+)$", rf"\1 {known}", typed)
        typed = re.sub(r"(?m)^ketachart", f"{sys.executable} -m ketachart", typed)
        return self.shell(typed, PGPASSWORD=OWNERS_PASSWORD, PYTHONPATH=str(ROOT))

    def as_superuser(self, server: Server, database: str, lines: list[str]) -> None:
        url = server.superuser_url.removesuffix("postgres") + database
        for line in lines:
            ask(url, line)

    def as_owner(self, statement: str, *given: object) -> list[tuple]:
        return ask(self.owner_url(self.server).partition("?")[0], statement, *given)

    def owner_url(self, server: Server) -> str:
        password = OWNERS_PASSWORD.replace(" ", "%20")
        ca = self.folder / "clinic-ca.pem"
        return (
            f"postgresql://{OWNER}:{password}@{HOST}:{server.port}/ketahub"
            f"?hostaddr=127.0.0.1&sslrootcert={ca}"
        ).replace(f"{HOST}:", "127.0.0.1:")

    def enrol(self, device: str, server: Server | None = None):
        server = server or self.server
        owner = self.owner_url(server) + "&sslmode=verify-ca"
        return self.named(hub_admin.enrol(owner, SITE, device), server)

    def named(self, address, server: Server):
        """The address as workstations have it, by the hub's name."""
        url = f"postgresql://{HOST}:{server.port}/ketahub?hostaddr=127.0.0.1"
        return replace(address, url=url)

    def set_up(self, server: Server) -> None:
        """The server, as the page has it but for folders and addresses."""
        server.use_tls(self.folder / "hub.crt", self.folder / "hub.key")
        told = block("listen_addresses").splitlines()
        kept = [line for line in told if not re.match("listen_addresses|ssl_(cert|key)_file", line)]
        doors = re.sub(r"10\.[\d./]+", "127.0.0.1/32", block("hostssl  ketahub"))
        doors += "hostssl ketahub ketahub_copy 127.0.0.1/32 scram-sha-256\n"
        data = server.folder / "data"
        with (data / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(kept) + "\n")
        (data / "pg_hba.conf").write_text(
            f"host all hubadmin 127.0.0.1/32 scram-sha-256\n{doors}", encoding="ascii"
        )
        server.stop()
        server.start()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A hub, set up from the page."""
    server = make_server()
    try:
        desk = Desk(tmp_path_factory.mktemp("desk"), server)
        desk.shell(block("openssl ecparam"))
        desk.set_up(server)
        desk.as_superuser(server, "postgres", statements("CREATE ROLE ketahub_owner"))
        assert "laid" in desk.init(server)
        assert "up to date" in desk.init(server)
        desk.as_superuser(server, "ketahub", statements("REVOKE EXECUTE"))
        desk.as_superuser(server, "postgres", statements("CREATE ROLE ketahub_copy"))
        yield desk
    finally:
        remove_server(server)


@pytest.fixture
def another():
    server = make_server()
    yield server
    remove_server(server)


def test_that_a_workstation_uses_the_hub_of_the_page(desk):
    with PostgresHub(desk.enrol(ONE), SITE) as one:
        one.put([segment()])
        assert one._link.pgconn.ssl_in_use
        assert one.holds(ONE, 1)
        with pytest.raises(Exception, match="permission denied for function lo_"):
            one._link.execute("SELECT lo_from_bytea(0, '')")
    listed, sizes = statements("SELECT site, device")
    assert ONE in [row[1] for row in desk.as_owner(listed)]
    assert desk.as_owner(sizes)[0][1] >= 1


def test_that_a_workstation_is_invited_joins_and_is_retired_as_the_page_says(desk, template):
    shutil.copytree(replayed(template, DAY), desk.folder / "vault")
    desk.ketachart("ketachart hub enrol", VAULT="vault")
    desk.ketachart("ketachart invite", NEWVAULT="second", VAULT="vault")
    (device,) = {
        json.loads(each.read_text())["device"] for each in desk.folder.glob("*.ketainvitation")
    }
    laid = "SELECT count(*) FROM keta.segment WHERE device = %s"
    before = desk.as_owner(laid, device)
    said = desk.ketachart("ketachart hub retire", WORKSTATION=device, VAULT="vault")
    assert "its role at the hub is ended" in said
    assert before == desk.as_owner(laid, device) != [(0,)]
    ended = "SELECT device, rolcanlogin FROM keta.device JOIN pg_roles ON rolname = role_name"
    assert (device, False) in desk.as_owner(f"{ended} WHERE revoked_at IS NOT NULL")


def test_that_a_dump_brings_the_hub_and_its_roles_back(desk, another):
    address = desk.enrol(ONE)
    with PostgresHub(address, SITE) as one:
        one.put([segment(), segment(TWO, 1, 3)])
    desk.shell(block("pg_dump -Fc"))
    desk.set_up(another)
    # The dump of the roles brings the superuser's password too.
    password = (desk.server.folder / "password").read_text()
    another.ask_superuser(f"ALTER ROLE hubadmin PASSWORD '{password}'")
    (another.folder / "password").write_text(password)
    desk.shell(block("psql -f ketahub-roles.sql"), another)
    assert "up to date" in desk.init(another)
    with PostgresHub(desk.named(address, another), SITE) as one:
        assert one.after(ONE, 0, 1) == [segment()]
        one.put([segment(ONE, 900, 901)])
    assert ask(
        f"{another.superuser_url.removesuffix('postgres')}ketahub",
        "SELECT has_database_privilege('public', 'ketahub', 'TEMP')",
    ) == [(False,)]


def test_that_a_second_server_follows_and_takes_over(desk, another):
    address = desk.enrol(TWO)
    with PostgresHub(address, SITE) as two:
        two.put([segment(TWO, 1, 3)])
    another.stop()
    copied = another.folder / "data"
    desk.shell(f"rm -r {copied}")
    command = block("pg_basebackup").replace("/var/lib/postgresql/15/main", str(copied))
    command = command.replace("/etc/postgresql/15/main", str(desk.folder))
    desk.shell(command, PGPASSWORD="another long one", PGUSER=OWNER, PGHOST=HOST)
    if os.geteuid() == 0:
        desk.shell(f"chown -R --reference={another.folder}/password {copied}")
    (another.folder / "password").write_text((desk.server.folder / "password").read_text())
    another.start()
    with PostgresHub(desk.named(address, another), SITE) as two:
        assert two.holds(TWO, 3)
        with pytest.raises(PlaceRefused, match="only reads"):
            two.put([segment(TWO, 4, 6)])
    another.ask_superuser("SELECT pg_promote()")
    with PostgresHub(desk.named(address, another), SITE) as two:
        two.put([segment(TWO, 4, 6)])
        assert two.holds(TWO, 6)
    desk.server.ask_superuser("SELECT pg_drop_replication_slot('ketahub_copy')")


def test_that_one_clinic_moves_to_another_hub_while_it_goes_on(desk, another):
    other = "c0" * 16
    with PostgresHub(desk.enrol(ONE), SITE) as one:
        one.put([segment(ONE, 1, 1), segment("ws-carried", 1, 2)])
    hub_admin.enrol(desk.owner_url(desk.server), other, ONE)
    desk.as_superuser(
        desk.server,
        "ketahub",
        [
            *statements("GRANT USAGE ON SCHEMA keta", SITE=SITE),
            "GRANT CONNECT ON DATABASE ketahub TO ketahub_copy",
        ],
    )
    desk.set_up(another)
    desk.as_superuser(another, "postgres", statements("CREATE ROLE ketahub_owner"))
    assert "laid" in desk.init(another)
    here = f"hostaddr=127.0.0.1 port={desk.server.port} dbname"
    ca = another.folder / "data" / "clinic-ca.pem"
    ca.write_text((desk.folder / "clinic-ca.pem").read_text())
    ca.chmod(0o644)
    (subscribe,) = statements(
        "CREATE SUBSCRIPTION",
        SECRET="''another long one''",
        dbname=here,
        **{"/etc/postgresql/15/main/clinic-ca.pem": str(ca)},
    )
    desk.as_superuser(another, "ketahub", [subscribe])
    try:
        with PostgresHub(desk.enrol(TWO), SITE) as late:
            late.put([segment(TWO, 77, 78)])
        with PostgresHub(desk.enrol(ONE, another), SITE) as moved:
            # The first of these ends what was copied, the second what came since.
            wait_until(lambda: moved.holds(TWO, 78) and moved.holds("ws-carried", 2))
            assert moved.after(ONE, 0, 1) == [segment()]
    finally:
        desk.as_superuser(another, "ketahub", ["DROP SUBSCRIPTION moving"])
        desk.as_superuser(desk.server, "ketahub", ["DROP PUBLICATION moving"])


def wait_until(true) -> None:
    """Ask again and again; each question is a way to another process and back."""
    assert any(true() for _ in range(200_000))


def test_that_the_bell_of_the_page_is_the_hubs(desk):
    for line in statements("ALTER TABLE keta.segment"):
        desk.as_owner(line)
        desk.as_owner(line.replace("DISABLE", "ENABLE"))


def test_that_the_page_and_the_tables_divide_alike():
    parts = int(re.search(r"divides the tables into (\d+) parts", PAGE)[1])
    assert f"0..{parts - 1} LOOP" in (SCRIPTS / "schema.sql").read_text()


def test_that_what_workstations_say_stands_on_the_page():
    source = (ROOT / "ketachart" / "sync" / "hub_link.py").read_text(encoding="utf-8")
    source += (ROOT / "ketachart" / "sync" / "postgres_hub.py").read_text(encoding="utf-8")
    whole = re.sub(r'["\'\s]+|\bf"', " ", source)
    table = PAGE.partition("## What workstations say")[2]
    said = re.findall(r"^\| ([a-z][^|]+?) \|", table, re.MULTILINE)
    assert len(said) > 6
    words = {each.strip() for line in said for each in line.split(",")}
    missing = {each for each in words if re.sub(r"['\s]+", " ", each) not in whole}
    assert missing <= {"disk full or failing"}
