"""What the owner of a hub does: tables and their versions, letting in, retiring."""

import shutil

import pytest
from support.hub_segments import segment
from support.postgres import OTHER_SITE, SCRIPTS, SITE

from ketachart.sync import hub_admin
from ketachart.sync.hub_link import SCHEMA_VERSION
from ketachart.sync.place import PlaceForeign, PlaceNewer, PlaceRefused, PlaceTrouble
from ketachart.sync.postgres_hub import PostgresHub

ONE, TWO = "ws-00000001", "ws-00000002"


def test_that_laying_the_tables_again_changes_nothing(hub):
    address = hub.enrol()
    with PostgresHub(address, SITE) as one:
        one.put([segment()])
        assert hub_admin.init(hub.owner_url, SCRIPTS) == SCHEMA_VERSION
        assert one.after(ONE, 0, 9) == [segment()]


def test_that_a_hub_is_laid_in_an_empty_database(hub):
    hub.rows("DROP SCHEMA keta CASCADE")
    assert hub_admin.init(hub.owner_url, SCRIPTS) == 0
    with PostgresHub(hub.enrol(), SITE) as one:
        assert one.tips() == {}


@pytest.fixture
def later(tmp_path):
    """The scripts of a later release."""
    folder = tmp_path / "hub"
    shutil.copytree(SCRIPTS, folder)
    (folder / f"upgrade_{SCHEMA_VERSION + 1}.sql").write_text(
        "ALTER TABLE keta.device ADD COLUMN floor text;"
        "INSERT INTO keta.version SELECT max(version) + 1 FROM keta.version;"
    )
    return folder


def test_that_an_upgrade_keeps_everything(hub, later):
    with PostgresHub(hub.enrol(), SITE) as one:
        one.put([segment()])
        assert hub_admin.init(hub.owner_url, later, SCHEMA_VERSION + 1) == SCHEMA_VERSION
        assert one.after(ONE, 0, 9) == [segment()]
    assert hub.rows("SELECT floor FROM keta.device") == [(None,)]
    assert hub_admin.init(hub.owner_url, later, SCHEMA_VERSION + 1) == SCHEMA_VERSION + 1
    with pytest.raises(PlaceNewer):
        hub_admin.init(hub.owner_url, SCRIPTS)


def test_that_an_upgrade_that_fails_changes_nothing(hub, later):
    script = later / f"upgrade_{SCHEMA_VERSION + 1}.sql"
    for broken in (script.read_text() + " SELECT 1/0;", "ALTER TABLE keta.device ADD floor text;"):
        script.write_text(broken)
        with pytest.raises(PlaceTrouble):
            hub_admin.init(hub.owner_url, later, SCHEMA_VERSION + 1)
        with PostgresHub(hub.enrol(), SITE) as one:
            assert one.tips() == {}
        assert hub.rows(
            "SELECT count(*) FROM pg_attribute"
            " WHERE attrelid = 'keta.device'::regclass AND attname = 'floor'"
        ) == [(0,)]


def test_that_enrolling_again_gives_a_new_password_for_the_same_role(hub):
    first, again = hub.enrol(), hub.enrol()
    assert first.role == again.role
    assert first.password != again.password
    assert len(again.password) >= 40
    with pytest.raises(PlaceRefused):
        PostgresHub(first, SITE)
    with PostgresHub(again, SITE) as one:
        assert one.device == ONE


def test_that_roles_tell_nothing_of_whose_they_are(hub):
    addresses = [hub.enrol(ONE), hub.enrol(TWO), hub.enrol(ONE, OTHER_SITE)]
    assert len({each.role for each in addresses}) == 3
    for each in addresses:
        assert not any(word in each.role for word in (ONE, TWO, SITE[:8], OTHER_SITE[:8]))
        assert each.password not in repr(each)
        assert each.password not in each.url


def test_that_the_password_does_not_reach_the_server_in_clear(hub):
    hub.server.ask_superuser("ALTER ROLE hubowner SET log_statement TO 'all'")
    try:
        address = hub.enrol()
    finally:
        hub.server.ask_superuser("ALTER ROLE hubowner RESET log_statement")
    logged = (hub.server.folder / "server.log").read_text()
    assert f'ALTER ROLE "{address.role}" LOGIN' in logged
    assert address.password not in logged


def test_that_a_retired_workstation_is_let_in_no_more_and_what_it_wrote_stays(hub):
    address = hub.enrol(ONE)
    with PostgresHub(address, SITE) as one, PostgresHub(hub.enrol(TWO), SITE) as two:
        one.put([segment()])
        hub.retire(ONE)
        for attempt in (one.tips, lambda: one.put([segment(ONE, 2, 2)])):
            with pytest.raises(PlaceTrouble):
                attempt()
        assert two.after(ONE, 0, 9) == [segment()]
    with pytest.raises(PlaceRefused, match="retired"):
        PostgresHub(address, SITE)
    with pytest.raises(PlaceRefused, match="retired"):
        hub.enrol(ONE)
    hub.retire(ONE)
    assert not hub_admin.retire(hub.owner_url, SITE, "ws-99999999")


@pytest.mark.parametrize(
    ("site", "device"),
    [
        (SITE, ""),
        (SITE, "ws 1"),
        (SITE, "x" * 65),
        (SITE, "ws'; DROP SCHEMA keta; --"),
        ("site-1", ONE),
        (SITE.upper(), ONE),
        (SITE + "0", ONE),
    ],
)
def test_that_a_name_that_is_none_is_refused(hub, site, device):
    with pytest.raises(PlaceRefused):
        hub.enrol(device, site)
    with pytest.raises(PlaceRefused):
        hub_admin.retire(hub.owner_url, site, device)


def test_that_a_database_without_tables_enrols_nobody(hub):
    hub.rows("DROP SCHEMA keta CASCADE")
    with pytest.raises(PlaceForeign, match="hub init"):
        hub.enrol()


def test_that_who_does_not_own_the_database_can_do_nothing_there(hub):
    address = hub.enrol(ONE)
    as_device = hub.owner_url.replace(
        hub.owner_url.partition("//")[2].partition("@")[0], f"{address.role}:{address.password}"
    )
    for attempt in (
        lambda: hub_admin.init(as_device, SCRIPTS),
        lambda: hub_admin.enrol(as_device, SITE, TWO),
        lambda: hub_admin.retire(as_device, SITE, ONE),
    ):
        with pytest.raises(PlaceRefused):
            attempt()
    with PostgresHub(address, SITE) as one:
        assert one.tips() == {}
