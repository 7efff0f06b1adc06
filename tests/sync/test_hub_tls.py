"""The way to the hub: encrypted, and to the hub whose name was given, or not at all."""

import secrets
import traceback
from dataclasses import replace

import pytest
from support.certificates import HOST, Authority
from support.hub_segments import segment
from support.postgres import SCRIPTS, SITE, HubDatabase, ask, make_server, remove_server

from ketachart.sync import hub_admin
from ketachart.sync.place import PlaceAway, PlaceRefused
from ketachart.sync.postgres_hub import PostgresHub

ONE, TWO = "ws-00000001", "ws-00000002"
_BY_PASSWORD = "hostssl all all 127.0.0.1/32 scram-sha-256\n"
_WITH_CERTIFICATE = (
    "hostssl ketahub +keta_device 127.0.0.1/32 scram-sha-256 clientcert=verify-full\n"
)


class Way:
    """A hub that speaks TLS, and what is changed about how."""

    def __init__(self, server, authority):
        self.server, self.authority = server, authority
        password = secrets.token_hex(16)
        server.make_owner(password)
        ask(server.url("hubowner", password, "postgres"), "CREATE DATABASE ketahub")
        self.hub = HubDatabase(server, server.url("hubowner", password, "ketahub"))
        hub_admin.init(self.hub.owner_url, SCRIPTS)
        self.address = self._public(self.hub.enrol(ONE))

    def _public(self, address):
        # The host is no loopback's name; where it is, is said beside it.
        url = f"postgresql://{HOST}:{self.server.port}/ketahub?hostaddr=127.0.0.1"
        return replace(address, url=url, ca=self.authority.pem)

    def second(self):
        return self._public(self.hub.enrol(TWO))

    def show(self, pair):
        """From now on the server shows this certificate."""
        self.server.use_tls(pair.certificate, pair.key)
        self.again()

    def let_in(self, lines):
        (self.server.folder / "data" / "pg_hba.conf").write_text(
            f"host all hubadmin,hubowner 127.0.0.1/32 scram-sha-256\n{lines}"
        )
        self.again()

    def again(self):
        self.server.stop()
        self.server.start()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"), "clinic")


@pytest.fixture(scope="module")
def running(authority):
    server = make_server()
    try:
        way = Way(server, authority)
        data = server.folder / "data"
        (data / "clients.pem").write_text(authority.pem)
        with (data / "postgresql.conf").open("a") as conf:
            conf.write("ssl_ca_file = 'clients.pem'\n")
        (data / "clients.pem").chmod(0o644)
        yield way
    finally:
        remove_server(server)


@pytest.fixture
def way(running, authority):
    """The way as it ought to be; each test may spoil it."""
    running.server.use_tls(*_files(authority.issue()))
    running.let_in(_BY_PASSWORD)
    return running


def _files(pair):
    return pair.certificate, pair.key


def refusal(address):
    """Why the way is not taken; nothing of it holds the password."""
    with pytest.raises(PlaceRefused) as refused:
        PostgresHub(address, SITE)
    assert address.password not in "".join(traceback.format_exception(refused.value))
    return str(refused.value)


def test_that_the_right_certificate_and_password_open_an_encrypted_way(way):
    with PostgresHub(way.address, SITE) as one:
        one.put([segment()])
        assert one.name == f"{HOST}:{way.server.port}"
        assert one._link.pgconn.ssl_in_use
        used = one._link.execute(
            "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()
        assert used == ("TLSv1.3",)


def test_that_a_wrong_password_is_refused(way):
    assert "role and password" in refusal(replace(way.address, password="another"))


def test_that_a_hub_of_an_unknown_authority_is_refused(way, tmp_path):
    way.show(Authority(tmp_path, "stranger").issue())
    assert "comes from nobody this workstation trusts" in refusal(way.address)


def test_that_a_hub_is_refused_when_no_authority_was_given(way):
    assert "nothing was sent" in refusal(replace(way.address, ca=""))


def test_that_a_certificate_that_has_run_out_is_refused(way, authority):
    way.show(authority.issue(days=-1))
    assert "has run out" in refusal(way.address)


def test_that_the_certificate_of_another_host_is_refused(way, authority):
    way.show(authority.issue("mail.clinic.example"))
    assert "made out to another name" in refusal(way.address)


def test_that_a_hub_without_tls_is_refused(way):
    conf = way.server.folder / "data" / "postgresql.conf"
    was = conf.read_text()
    conf.write_text(was + "ssl = off\n")
    way.again()
    try:
        assert "does not encrypt" in refusal(way.address)
    finally:
        conf.write_text(was)
        way.again()


def test_that_the_hub_refuses_who_does_not_encrypt(way):
    bare = replace(way.address, url=f"{way.address.url}&sslmode=disable")
    assert "does not let this workstation in" in refusal(bare)


def test_that_a_hub_that_asks_for_no_password_is_not_believed(way):
    way.let_in("hostssl all all 127.0.0.1/32 trust\n")
    assert "does not let this workstation in" in refusal(way.address)
    way.let_in("hostssl all all 127.0.0.1/32 password\n")
    assert "does not let this workstation in" in refusal(way.address)


def test_that_a_hub_may_ask_for_a_certificate_of_the_workstation_too(way, authority):
    second = way.second()
    own, other = authority.issue(way.address.role), authority.issue(second.role)
    way.let_in(_WITH_CERTIFICATE)

    def showing(pair):
        files = f"&sslcert={pair.certificate}&sslkey={pair.key}"
        return replace(way.address, url=way.address.url + files)

    with PostgresHub(showing(own), SITE) as one:
        assert one.device == ONE
    refusal(way.address)
    refusal(showing(other))


def test_that_the_owners_certificates_travel_with_the_address(way, tmp_path):
    file = tmp_path / "clinic-ca.pem"
    file.write_text(f"of the clinic\n{way.authority.pem}-----BEGIN PRIVATE KEY-----\nno\n")
    owner = f"{way.hub.owner_url}?sslmode=verify-ca&sslrootcert={file}"
    address = hub_admin.enrol(owner, SITE, ONE)
    way.address = replace(way.address, password=address.password)
    assert "PRIVATE" not in address.ca
    assert address.ca.strip() == way.authority.pem.strip()
    assert address.url.endswith("/ketahub?sslmode=verify-ca")
    with PostgresHub(address, SITE) as one:
        assert one._link.pgconn.ssl_in_use


def test_that_a_hub_behind_a_closed_port_is_away(way):
    with pytest.raises(PlaceAway):
        PostgresHub(replace(way.address, url=f"postgresql://{HOST}:1/k?hostaddr=127.0.0.1"), SITE)
