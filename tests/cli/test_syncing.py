"""Several workstations from the command line: by stick alone, and over a hub."""

import json
import shutil

import pytest
from cli.running import ADMIN, DAY, NURSE, as_user, run, secret_of
from support.scenarios import replayed


@pytest.fixture
def vault(template, tmp_path):
    shutil.copytree(replayed(template, DAY), tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def by(user, *words, vault):
    return run(*words, *as_user(user, vault), secret=secret_of(user))


def done(user, *words, vault):
    said = by(user, *words, vault=vault)
    assert (said.status, said.err) == (0, ""), said.err + said.out
    return said.out


def joined(folder, file, user=ADMIN):
    return run(
        *("join", "--vault", folder, "--invitation", file, "--user", user),
        *("--passphrase-file", "-"),
        secret=secret_of(user),
    )


def summary(vault):
    return done(NURSE, "summary", vault=vault)


@pytest.fixture
def second(vault, stick, tmp_path):
    """A workstation that joined from a stick."""
    file = stick / "room.ketainvitation"
    assert "ketachart join" in done(ADMIN, "invite", "--out", file, vault=vault)
    done(NURSE, "courier", "write", stick, vault=vault)
    said = joined(tmp_path / "second", file)
    assert (said.status, said.err) == (0, "")
    return tmp_path / "second"


def test_that_a_workstation_joins_from_a_stick_and_receipts_come_back(vault, stick, second):
    assert summary(second) == summary(vault)
    done(ADMIN, "verify", vault=second)
    assert " received" in done(NURSE, "courier", "read", stick, vault=second)
    written = done(NURSE, "courier", "write", stick, vault=second)
    assert "0 set aside" in written
    read = done(NURSE, "courier", "read", stick, vault=vault)
    assert "0 set aside" in read
    assert "Receipt: " in read
    done(ADMIN, "verify", vault=vault)


def test_that_what_nobody_said_differently_is_no_conflict(second, tmp_path):
    assert "0 to be looked at" in done(NURSE, "conflicts", vault=second)
    file = tmp_path / "conflicts.json"
    done(NURSE, "conflicts", "--json", file, vault=second)
    assert json.loads(file.read_text()) == []


def test_that_without_a_hub_an_exchange_says_so(vault):
    said = by(NURSE, "sync", vault=vault)
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "hub.none" in said.err


def test_that_only_an_administrator_invites_and_enrols(vault, stick):
    for words in (("invite", "--out", stick / "i"), ("hub", "enrol", "postgresql://x@127.0.0.1/y")):
        said = by(NURSE, *words, vault=vault)
        assert (said.status, said.is_one_sentence) == (1, True)
        assert "role.not-permitted" in said.err
    assert list(stick.iterdir()) == []


def test_that_a_wrong_passphrase_joins_nothing(vault, stick, tmp_path):
    file = stick / "room.ketainvitation"
    done(ADMIN, "invite", "--out", file, vault=vault)
    said = run(
        *("join", "--vault", tmp_path / "n", "--invitation", file, "--user", ADMIN),
        *("--passphrase-file", "-"),
        secret="not the one\n",
    )
    assert (said.status, said.is_one_sentence) == (2, True)
    assert "auth.failed" in said.err
    assert not (tmp_path / "n").exists()


def test_that_an_invitation_that_is_not_there_is_told(tmp_path):
    said = joined(tmp_path / "n", tmp_path / "none")
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "invitation.missing" in said.err


def test_that_a_stick_with_nothing_on_it_is_told(vault, stick):
    said = by(NURSE, "courier", "read", stick, vault=vault)
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "place." in said.err


def test_that_an_address_that_is_none_is_told_without_repeating_it():
    said = run("hub", "init", "postgresql://owner:hush@")
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "hush" not in said.err + said.out


def test_that_a_hub_is_made_joined_and_exchanged_with(vault, stick, tmp_path, hub):
    first = run("hub", "init", hub.owner_url)
    assert (first.status, first.err) == (0, "")
    assert "already" in run("hub", "init", hub.owner_url).out
    done(ADMIN, "hub", "enrol", hub.owner_url, vault=vault)
    assert " 0 received" in done(NURSE, "sync", vault=vault)
    file = stick / "room.ketainvitation"
    done(ADMIN, "invite", "--hub", hub.owner_url, "--out", file, vault=vault)
    said = joined(tmp_path / "second", file)
    assert (said.status, said.err) == (0, "")
    assert summary(tmp_path / "second") == summary(vault)
    assert "0 set aside" in done(NURSE, "sync", vault=vault)
    done(ADMIN, "verify", vault=vault)


def test_that_a_hub_that_lost_entries_is_refilled_and_told_loudly(vault, hub):
    run("hub", "init", hub.owner_url)
    done(ADMIN, "hub", "enrol", hub.owner_url, vault=vault)
    done(NURSE, "sync", vault=vault)
    hub.rows("DELETE FROM keta.segment")
    said = by(NURSE, "sync", vault=vault)
    assert said.status == 1
    assert "place.behind" in said.err
    done(NURSE, "sync", vault=vault)


def test_that_a_copied_vault_goes_on_at_the_next_command(vault, tmp_path, hub):
    run("hub", "init", hub.owner_url)
    done(ADMIN, "hub", "enrol", hub.owner_url, vault=vault)
    copy = tmp_path / "copy"
    shutil.copytree(vault, copy)
    done(NURSE, "sync", vault=vault)
    said = by(ADMIN, "sync", vault=copy)
    assert said.status == 1
    assert "vault.copied" in said.err
    assert "0 set aside" in done(NURSE, "sync", vault=copy)
    assert "0 set aside" in done(NURSE, "sync", vault=vault)
    for each in (vault, copy):
        done(ADMIN, "verify", vault=each)
    assert summary(copy) == summary(vault)


def test_that_nothing_prints_a_password(vault, stick, hub):
    password = hub.owner_url.split(":")[2].split("@")[0]
    file = stick / "room.ketainvitation"
    said = [
        run("hub", "init", hub.owner_url),
        by(ADMIN, "hub", "enrol", hub.owner_url, vault=vault),
        by(ADMIN, "invite", "--hub", hub.owner_url, "--out", file, vault=vault),
        by(NURSE, "sync", vault=vault),
        by(NURSE, "hub", "enrol", hub.owner_url, vault=vault),
    ]
    assert [each.status for each in said] == [0, 0, 0, 0, 1]
    assert not any(password in each.out + each.err for each in said)
    assert password not in file.read_text()


def another(vault, hub, stick):
    """The name of a workstation that was invited, with a role at the hub."""
    run("hub", "init", hub.owner_url)
    done(ADMIN, "hub", "enrol", hub.owner_url, vault=vault)
    file = stick / "room.ketainvitation"
    done(ADMIN, "invite", "--hub", hub.owner_url, "--out", file, vault=vault)
    return json.loads(file.read_text())["device"]


def roles(hub):
    listed = hub.rows("SELECT device, revoked_at IS NOT NULL FROM keta.device")
    return {str(device): is_ended for device, is_ended in listed}


def test_that_a_workstation_is_retired_and_its_role_at_the_hub_ended(vault, stick, hub):
    name = another(vault, hub, stick)
    said = done(ADMIN, "hub", "retire", hub.owner_url, name, "--reason", "stolen", vault=vault)
    assert said == f"{name} is retired, and its role at the hub is ended.\n"
    assert [each for each, is_ended in roles(hub).items() if is_ended] == [name]
    # Once more it needs no reason, and one that was retired in a window needs none either.
    assert done(ADMIN, "hub", "retire", hub.owner_url, name, vault=vault) == said
    by_invitation = joined(stick.parent / "second", stick / "room.ketainvitation")
    assert (by_invitation.status, by_invitation.is_one_sentence) == (1, True)
    assert "place.refused" in by_invitation.err


@pytest.mark.parametrize(
    ("user", "name", "reason", "code"),
    [
        (NURSE, "", "stolen", "role.not-permitted"),
        (ADMIN, "", "", "reason"),
        (ADMIN, "ws-unknown", "stolen", "invalid"),
    ],
)
def test_that_a_role_is_ended_by_an_administrator_for_a_reason_only(
    vault, stick, hub, user, name, reason, code
):
    known = another(vault, hub, stick)
    words = ("hub", "retire", hub.owner_url, name or known, "--reason", reason)
    said = by(user, *words, vault=vault)
    assert (said.status, said.is_one_sentence) == (1, True)
    assert code in said.err
    assert not any(roles(hub).values())


COMMANDS = [
    "hub init",
    "hub enrol",
    "hub retire",
    "invite",
    "join",
    "sync",
    "courier write",
    "courier read",
]


@pytest.mark.parametrize("command", [*COMMANDS, "conflicts", "hub", "courier"])
def test_that_every_command_shows_an_example(command):
    said = run(*command.split(), "--help")
    assert said.status == 0
    assert "Example: ketachart " in said.out
