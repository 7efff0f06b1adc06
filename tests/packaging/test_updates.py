"""An update from a stick: used only if the release key signed it and every byte is as signed."""

import hashlib

import pytest
from cli.running import run

import ketachart
from ketachart.app import updates
from ketachart.app.outcomes import Trouble
from ketachart.app.updates import (
    FIRST_LINE,
    Manifest,
    Update,
    check_update,
    next_step,
    release_key,
    take_installer,
    this_platform,
)
from ketachart.crypto.signing import Signer

SIGNER = Signer(bytes(range(32)))
KEY = SIGNER.public_key
INSTALLER = bytes(range(256)) * 40


def manifest(**changes) -> Manifest:
    fields = {
        "format": 1,
        "version": "99.1",
        "platform": this_platform(),
        "installer": "ketachart_99.1_amd64.deb",
        "size": len(INSTALLER),
        "sha256": hashlib.sha256(INSTALLER).hexdigest(),
    }
    return Manifest(**(fields | changes))


def signed(content=INSTALLER, signer=SIGNER, **changes) -> bytes:
    lines = manifest(**changes).lines()
    return lines + signer.sign(lines).hex().encode() + b"\n" + content


@pytest.fixture
def stick(tmp_path):
    def stick(content: bytes):
        file = tmp_path / "u.ketaupdate"
        file.write_bytes(content)
        return file

    return stick


def test_that_a_signed_update_is_named_and_its_installer_taken_out_whole(stick, tmp_path):
    file = stick(signed())
    found = check_update(file, KEY)
    assert found == Update(version="99.1", installer="ketachart_99.1_amd64.deb")
    assert f"Installed is {ketachart.__version__}" in found.words
    out = tmp_path / "out"
    out.mkdir()
    taken = take_installer(file, out, KEY)
    assert isinstance(taken, Update)
    assert [each.name for each in out.iterdir()] == ["ketachart_99.1_amd64.deb"]
    assert (out / "ketachart_99.1_amd64.deb").read_bytes() == INSTALLER
    assert f"sudo apt install {taken.saved}" in taken.words


REFUSED = {
    "another key": (signed(signer=Signer(bytes(32))), "update.signature"),
    "no signature": (FIRST_LINE + b"{}\n", "update.signature"),
    "another file": (b"\x7fELF" + bytes(100), "update.foreign"),
    "empty": (b"", "update.foreign"),
    "cut off": (signed()[:-1], "update.damaged"),
    "cut off in its head": (signed()[:60], "update.signature"),
    "too long": (signed() + b"\0", "update.damaged"),
    "a byte of the installer": (signed(content=b"\x01" + INSTALLER[1:]), "update.damaged"),
    "this release": (signed(version=ketachart.__version__), "update.older"),
    "older": (signed(version="0.0.9"), "update.older"),
    "another system": (signed(platform="windows-sparc"), "update.platform"),
    "a newer format": (signed(format=2), "update.format"),
    "a path for a name": (signed(installer="../../etc/passwd"), "update.damaged"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_that_any_other_update_is_refused_in_a_sentence_and_leaves_nothing(
    stick, tmp_path, content, code
):
    out = tmp_path / "out"
    out.mkdir()
    file = stick(content)
    for answer in (check_update(file, KEY), take_installer(file, out, KEY)):
        assert isinstance(answer, Trouble)
        assert answer.code == code
        assert answer.sentence.endswith(".")
    assert list(out.iterdir()) == []


def test_that_no_flipped_byte_gets_through(stick):
    whole = signed(
        content=INSTALLER[:64], size=64, sha256=hashlib.sha256(INSTALLER[:64]).hexdigest()
    )
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1
        assert isinstance(check_update(stick(bytes(spoilt)), KEY), Trouble), place


def test_that_a_build_without_a_release_key_takes_no_update(stick):
    answer = check_update(stick(signed()), b"")
    assert isinstance(answer, Trouble)
    assert answer.code == "update.key"


def test_that_a_folder_that_is_not_there_is_told(stick, tmp_path):
    answer = take_installer(stick(signed()), tmp_path / "gone", KEY)
    assert isinstance(answer, Trouble)
    assert answer.code == "update.not-written"


def test_that_the_shipped_key_is_one_and_signs_nothing_of_ours(stick):
    assert len(release_key()) == 32
    assert isinstance(check_update(stick(signed()), release_key()), Trouble)


def test_that_a_folder_with_a_space_in_its_name_can_be_copied_into_a_terminal(tmp_path):
    assert next_step(tmp_path / "my files" / "k.deb").endswith(f"'{tmp_path}/my files/k.deb'")


@pytest.mark.parametrize("name", ["k.deb", "k.dmg", "k.exe"])
def test_that_the_next_step_names_the_installer(tmp_path, name):
    assert str(tmp_path / name) in next_step(tmp_path / name)


def test_that_the_commands_say_what_an_update_is(stick, tmp_path, monkeypatch):
    monkeypatch.setattr(updates, "release_key", lambda: KEY)
    file = stick(signed())
    said = run("update", "check", file)
    assert (said.status, said.err) == (0, "")
    assert "KetaChart 99.1, whole and signed" in said.out
    said = run("update", "take", file, "--out", tmp_path)
    assert (tmp_path / "ketachart_99.1_amd64.deb").read_bytes() == INSTALLER
    assert "sudo apt install" in said.out
    said = run("update", "check", stick(signed()[:-9]))
    assert (said.status, said.is_one_sentence) == (1, True)
    assert "update.damaged" in said.err
