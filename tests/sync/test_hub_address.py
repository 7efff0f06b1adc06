"""How the address of a hub is read, shown and handed on."""

import pytest

from ketachart.sync.hub_address import (
    HubAddress,
    certificates_in,
    options_of_owner,
    options_of_role,
    parsed,
    without_person,
)
from ketachart.sync.place import PlaceRefused

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def address(url, ca=PEM):
    return HubAddress(url=url, role="keta_x", password="quiet herons", ca=ca)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://hub.clinic.example/ketahub", "hub.clinic.example"),
        ("postgresql://hub.clinic.example:5432/ketahub", "hub.clinic.example"),
        ("postgresql://10.0.0.7:6000/ketahub", "10.0.0.7:6000"),
        ("postgresql://one.example,two.example/ketahub", "one.example, two.example"),
        ("postgresql://one.example:1,two.example:2/k", "one.example:1, two.example:2"),
        ("postgresql:///ketahub", "this computer"),
    ],
)
def test_that_people_see_host_and_unusual_port(url, name):
    assert address(url).name == name


@pytest.mark.parametrize(
    ("url", "given"),
    [
        (
            "postgresql://owner:pw@hub.example/ketahub?sslmode=verify-ca&sslrootcert=/x&sslkey=/y",
            "postgresql://hub.example:5432/ketahub?sslmode=verify-ca",
        ),
        ("postgresql://owner@[::1]:6000/a%20b", "postgresql://[::1]:6000/a%20b"),
        (
            "postgresql://o@one:1,two:2/k?target_session_attrs=read-write",
            "postgresql://one:1,two:2/k?target_session_attrs=read-write",
        ),
        ("postgresql://o@one,two/k", "postgresql://one:5432,two:5432/k"),
    ],
)
def test_that_person_password_and_files_are_not_handed_on(url, given):
    assert without_person(parsed(url)) == given
    again = parsed(given)
    assert (again["host"], again["dbname"]) == (parsed(url)["host"], parsed(url)["dbname"])


@pytest.mark.parametrize("url", ["postgresql:///ketahub", "postgresql:///k?host=/run/postgresql"])
def test_that_a_socket_is_nowhere_for_others(url):
    with pytest.raises(PlaceRefused, match="by the host"):
        without_person(parsed(url))


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://hub.clinic.example/k", "verify-full"),
        ("postgresql://hub.clinic.example/k?hostaddr=127.0.0.1", "verify-full"),
        ("postgresql://10.0.0.7/k", "verify-full"),
        ("postgresql://localhost,10.0.0.7/k", "verify-full"),
        ("postgresql://localhost.example/k", "verify-full"),
        ("postgresql://127.0.0.1/k", "prefer"),
        ("postgresql://[::1]/k", "prefer"),
        ("postgresql://localhost/k", "prefer"),
        ("postgresql://localhost/k?sslmode=verify-full", "verify-full"),
        ("postgresql://10.0.0.7/k?sslmode=verify-ca", "verify-ca"),
    ],
)
def test_that_certificates_are_checked_unless_it_is_this_computer(url, mode):
    with options_of_role(address(url)) as options, options_of_owner(url) as of_owner:
        assert options["sslmode"] == of_owner["sslmode"] == mode
        assert ("sslrootcert" in options) == mode.startswith("verify")
        assert options["require_auth"] == "scram-sha-256"
        assert options["connect_timeout"] == "3"


def test_that_the_certificates_lie_in_a_file_only_meanwhile():
    with options_of_role(address("postgresql://hub.example/k")) as options:
        assert certificates_in(options["sslrootcert"]) == PEM
    with pytest.raises(PlaceRefused):
        certificates_in(options["sslrootcert"])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ketahub",
        "http://h/k",
        "postgresql://u:secret@h:x/k",
        "a=b",
        "host=a,b,c port=1,2 dbname=k password=secret",
        "host=a port=1,2 dbname=k",
    ],
)
def test_that_what_is_no_address_is_refused_without_repeating_it(url):
    with pytest.raises(PlaceRefused) as refused:
        parsed(url)
    assert refused.value.__cause__ is None
    assert "secret" not in str(refused.value)
