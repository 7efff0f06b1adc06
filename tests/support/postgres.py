"""A real PostgreSQL from the distribution's package, and a fresh hub for each test.

The server starts once for each process that runs tests. Its databases belong to an owner who is
no superuser, as a clinic's would.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from support.source import ROOT

from ketachart.app.resources import resource_folder
from ketachart.sync import hub_admin
from ketachart.sync.hub_address import HubAddress

SCRIPT = ROOT / "packaging" / "hub_server.sh"
SCRIPTS = resource_folder() / "hub"
SITE, OTHER_SITE = "5a" * 16, "0b" * 16
_TEMPLATE = "ketahub_template"
_NONE_HERE = 3


def ask(url: str, statement: str, *given: object) -> list[tuple]:
    """The rows of one statement over a connection of its own; none for one that gives none."""
    with psycopg.connect(url, autocommit=True) as link:
        found = link.execute(statement, given or None)
        return found.fetchall() if found.description else []


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL of its own."""

    folder: Path
    port: int

    @property
    def superuser_url(self) -> str:
        password = (self.folder / "password").read_text()
        return f"postgresql://hubadmin:{password}@127.0.0.1:{self.port}/postgres"

    def ask_superuser(self, statement: str) -> list[tuple]:
        return ask(self.superuser_url, statement)

    def start(self) -> None:
        self.run("start", str(self.folder), str(self.port))

    def stop(self) -> None:
        self.run("stop", str(self.folder), str(self.port))

    def crash(self) -> None:
        """Stop as a power cut does."""
        self.run("stop", str(self.folder), str(self.port), "immediate")

    def use_tls(self, certificate: Path, key: Path) -> None:
        """Speak TLS with a certificate, from the next start on."""
        self.run("tls", str(self.folder), str(certificate), str(key))

    def run(self, *given: str) -> None:
        done = subprocess.run([SCRIPT, *given], capture_output=True, text=True, check=False)
        if done.returncode == _NONE_HERE:
            pytest.skip(done.stderr.strip())
        assert done.returncode == 0, done.stderr

    def make_owner(self, password: str) -> None:
        self.ask_superuser(f"CREATE ROLE hubowner LOGIN CREATEROLE CREATEDB PASSWORD '{password}'")

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"


@dataclass(frozen=True)
class HubDatabase:
    """One hub; what is done as its owner."""

    server: Server
    owner_url: str

    def enrol(self, device: str = "ws-00000001", site: str = SITE) -> HubAddress:
        return hub_admin.enrol(self.owner_url, site, device)

    def retire(self, device: str, site: str = SITE) -> None:
        assert hub_admin.retire(self.owner_url, site, device)

    def rows(self, statement: str, *given: object) -> Sequence[tuple]:
        return ask(self.owner_url, statement, *given)

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def crash(self) -> None:
        self.server.crash()


@dataclass(frozen=True)
class Hubs:
    """Makes hubs on one server."""

    server: Server
    password: str

    def owner_url(self, database: str) -> str:
        return self.server.url("hubowner", self.password, database)

    def fresh(self) -> HubDatabase:
        database = f"hub_{secrets.token_hex(6)}"
        ask(self.owner_url("postgres"), f"CREATE DATABASE {database} TEMPLATE {_TEMPLATE}")
        # A copy comes without the rights on the database itself.
        hub_admin.init(self.owner_url(database), SCRIPTS)
        return HubDatabase(self.server, self.owner_url(database))

    def drop(self, hub: HubDatabase) -> None:
        database = hub.owner_url.rpartition("/")[2]
        self.server.ask_superuser(f"DROP DATABASE {database} WITH (FORCE)")


def make_server() -> Server:
    """A new server that runs; skips the test where there is no PostgreSQL."""
    if os.name != "posix":
        pytest.skip("The server is started by a shell script.")
    # Not below the folder of the tests: the server runs as another user, who may not look there.
    folder = Path(tempfile.mkdtemp(prefix="ketahub-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(folder, port)
    try:
        server.start()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def remove_server(server: Server) -> None:
    server.crash()
    shutil.rmtree(server.folder)


@contextmanager
def lone_hub() -> Iterator[HubDatabase]:
    """A hub on a server of its own, owned by its superuser; skips where there is no PostgreSQL."""
    server = make_server()
    try:
        ask(server.superuser_url, "CREATE DATABASE hub")
        hub = HubDatabase(server, server.superuser_url.removesuffix("postgres") + "hub")
        hub_admin.init(hub.owner_url, SCRIPTS)
        yield hub
    finally:
        remove_server(server)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Hubs]:
    """A server with a hub to copy; one for each process that runs tests."""
    server = make_server()
    try:
        password = secrets.token_hex(16)
        server.make_owner(password)
        hubs = Hubs(server, password)
        ask(hubs.owner_url("postgres"), f"CREATE DATABASE {_TEMPLATE}")
        hub_admin.init(hubs.owner_url(_TEMPLATE), SCRIPTS)
        yield hubs
    finally:
        remove_server(server)


@pytest.fixture
def hub(postgres: Hubs) -> Iterator[HubDatabase]:
    """A fresh hub for one test."""
    fresh = postgres.fresh()
    yield fresh
    postgres.drop(fresh)


def newest_binaries() -> Path:
    """The folder with the server's own programs, as the script finds it."""
    named = os.environ.get("PGBIN")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return Path(named) if named else folders[-1]
