"""Whether the computer lasts a session, as the files of the system tell of it."""

import pytest

from ketachart.app.readiness import Battery, Readiness, read_readiness


@pytest.fixture
def power(tmp_path):
    folder = tmp_path / "power_supply"
    folder.mkdir()

    def supply(name, **said):
        (folder / name).mkdir()
        for file, text in said.items():
            (folder / name / file).write_text(f"{text}\n")
        return folder

    return supply


def test_that_a_battery_tells_how_long_it_lasts(tmp_path, power):
    folder = power(
        "BAT0",
        type="Battery",
        status="Discharging",
        capacity="41",
        energy_now="20000000",
        power_now="16000000",
    )
    found = read_readiness(tmp_path, folder)
    assert found.batteries == (Battery(discharging=True, percent=41, minutes=75),)
    assert found.shortages(75) == ()
    assert found.shortages(100) == ("Battery: lasts 75 min; the session takes about 100 min",)


def test_that_two_batteries_last_together(tmp_path, power):
    for name in ("BAT0", "BAT1"):
        folder = power(
            name, type="Battery", status="Discharging", charge_now="1000", current_now="1000"
        )
    assert read_readiness(tmp_path, folder).shortages(120) == ()
    assert read_readiness(tmp_path, folder).shortages(121) != ()


def test_that_a_battery_without_drain_is_judged_by_its_level(tmp_path, power):
    folder = power("BAT0", type="Battery", status="Discharging", capacity="29", power_now="0")
    assert read_readiness(tmp_path, folder).shortages(40) == ("Battery: 29 %, not on mains",)


@pytest.mark.parametrize("status", ["Charging", "Full", "Not charging"])
def test_that_on_mains_no_battery_is_short(tmp_path, power, status):
    folder = power("BAT0", type="Battery", status=status, capacity="3")
    power("AC", type="Mains", online="1")
    assert read_readiness(tmp_path, folder).shortages(600) == ()


def test_that_the_battery_of_a_mouse_is_none_of_the_computer(tmp_path, power):
    folder = power("hid", type="Battery", scope="Device", status="Discharging", capacity="2")
    assert read_readiness(tmp_path, folder).batteries == ()


def test_that_where_the_system_tells_nothing_nothing_is_known_nor_short(tmp_path):
    found = read_readiness(tmp_path, tmp_path / "nowhere")
    assert found.batteries is None
    assert found.shortages(600) == ()


def test_that_garbage_is_not_taken_for_a_level(tmp_path, power):
    folder = power("BAT0", type="Battery", status="Discharging", capacity="²", energy_now="-1")
    assert read_readiness(tmp_path, folder).batteries == (
        Battery(discharging=True, percent=None, minutes=None),
    )


def test_that_a_full_disk_is_short_and_an_unread_one_is_not():
    full = Readiness(batteries=(), free_mb=120)
    assert full.shortages(40) == ("Disk: 120 MB free of the 500 MB that are wanted",)
    assert Readiness(batteries=(), free_mb=None).shortages(40) == ()
