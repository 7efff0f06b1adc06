"""The inspector packet: what is in it, that it adds up, and that it comes whole or not at all."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from support.scenarios import day_logs, opened_copy, scenario

from ketachart.app.clinic import Turn
from ketachart.app.files import NotWritten
from ketachart.app.packet import Wish, write_packet
from ketachart.app.resources import resource_folder
from ketachart.domain import events as ev
from ketachart.store.codec import entry_from

DAY = "clinic-day"
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def clinic(template, tmp_path):
    found = opened_copy(template, DAY, tmp_path / "vault")
    yield found
    found.close()


def steps(clinic, out, print_log=lambda day: [b"%PDF-" + str(day).encode()]):
    turn = Turn(person=clinic.world.person("ad.lindqvist"))
    return write_packet(clinic, Wish(first=FIRST, last=LAST, out=out), turn, print_log)


@pytest.fixture
def packet(clinic, tmp_path):
    """A packet that was written."""
    out = tmp_path / "packet"
    done = [each.done for each in steps(clinic, out)]
    assert done == sorted(done)
    assert set(done) == {1, 2, 3, 4}
    return out


def test_that_other_work_may_go_on_between_the_pages_of_a_day(clinic, tmp_path):
    making = steps(clinic, tmp_path / "packet", lambda _day: iter([b"", b"", b"%PDF"]))
    assert [each.done for each in making if each.done < 3] == [0, 0, 1, 1, 1, 2]
    assert (tmp_path / "packet" / "day-logs" / f"{FIRST}.pdf").read_bytes() == b"%PDF"


def test_that_other_work_may_go_on_between_the_tables(clinic, tmp_path):
    out = tmp_path / "packet"
    grown = {len(list(tmp_path.rglob("*.csv"))) for _ in steps(clinic, out)}
    assert len(grown) >= len(list(out.glob("*.csv")))


def table(packet, name):
    return list(csv.DictReader(io.StringIO((packet / name).read_bytes().decode())))


def test_that_the_manifest_names_every_file_with_its_digest(packet):
    named = {
        each["name"]: each["sha256"]
        for each in json.loads((packet / "manifest.json").read_bytes())["files"]
    }
    there = [each for each in packet.rglob("*") if each.is_file() and each.name != "manifest.json"]
    assert named == {
        each.relative_to(packet).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in there
    }


def test_that_the_logs_are_those_of_record(packet):
    for log in day_logs():
        if log.scenario == DAY:
            rows = table(packet, f"day-logs/{log.day}.csv")
            of_one = [row for row in rows if row["schedule"] == log.schedule]
            assert of_one == list(csv.DictReader(io.StringIO(log.content.decode())))


def test_that_every_product_adds_up_from_the_tables_alone(packet):
    out = {"administrations.csv": "administered", "wastes-and-breakages.csv": "wasted"}
    for line in table(packet, "accountability.csv"):
        assert line["difference_ml"] == "0.00"
        for name, column in out.items():
            rows = [row for row in table(packet, name) if row["ndc"] == line["ndc"]]
            of_kind = [row for row in rows if row.get("movement", column) == column]
            listed = sum((Decimal(row["ml"]) for row in of_kind), Decimal(0))
            assert listed == Decimal(line[f"{column}_ml"])
        received = [row for row in table(packet, "receipts.csv") if row["ndc"] == line["ndc"]]
        assert sum(Decimal(row["ml"]) for row in received) == Decimal(line["received_ml"])


def test_that_each_administration_bears_a_name_and_an_address(packet):
    rows = table(packet, "administrations.csv")
    assert rows
    assert all(row["patient_name"] and row["patient_address"] for row in rows)


def test_that_each_receipt_bears_its_supplier_with_number_and_address(packet):
    rows = table(packet, "receipts.csv")
    wanted = ("date_received", "invoice", "supplier", "supplier_dea", "supplier_address")
    assert rows
    assert all(row[each] for row in rows for each in wanted)


def test_that_nothing_of_a_chart_and_no_price_is_in_any_file(packet):
    text = b"".join(each.read_bytes() for each in packet.rglob("*.csv")).decode().casefold()
    born = [str(newcomer.birth_date) for newcomer in scenario(DAY).founding.patients]
    charted = ("price", "cost", "usd", "$", "spo2", "cadss", "allerg", "diagnos", *born)
    assert [word for word in charted if word in text] == []


def test_that_taking_it_is_recorded_with_the_manifests_digest(clinic, packet):
    digest = hashlib.sha256((packet / "manifest.json").read_bytes()).hexdigest()
    said = [
        event.what
        for stored in clinic.vault.log.stream("clinic")
        if isinstance(event := entry_from(stored).event, ev.RecordRead)
    ]
    assert said[-2] == "packet 2026-03-02 to 2026-03-03"
    assert said[-1].endswith(f"manifest SHA-256 {digest}")


def test_that_giving_it_up_leaves_nothing(clinic, tmp_path):
    before = sorted(tmp_path.iterdir())
    making = steps(clinic, tmp_path / "packet")
    next(making)
    assert sorted(tmp_path.iterdir()) != before
    making.close()
    assert sorted(tmp_path.iterdir()) == before


def test_that_a_disk_that_fails_half_way_leaves_nothing(clinic, tmp_path):
    def full(day):
        if day == LAST:
            raise OSError(28, "No space left on device")
        return [b"%PDF-"]

    before = sorted(tmp_path.iterdir())
    with pytest.raises(NotWritten):
        list(steps(clinic, tmp_path / "packet", full))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("there", ["folder", "file", "nowhere"])
def test_that_nothing_is_written_over_or_into(clinic, tmp_path, there):
    out = tmp_path / "place" / "packet"
    if there != "nowhere":
        out.parent.mkdir()
        (out.mkdir if there == "folder" else out.touch)()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NotWritten):
        list(steps(clinic, out))
    assert sorted(tmp_path.rglob("*")) == before


# ── The page that checks ────────────────────────────────────────────────────────────────────────


def test_that_the_page_loads_nothing_from_anywhere(packet):
    page = (packet / "index.html").read_text()
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "@@" not in page


CHECK = """
const fs = require("fs"), path = require("path");
const root = process.argv[2], page = fs.readFileSync(path.join(root, "index.html"), "utf8");
const parts = [...page.matchAll(/<script[^>]*>([\\s\\S]*?)<\\/script>/g)].map((m) => m[1]);
const made = () => ({ textContent: "", insertRow: made, insertCell: made, append() {} });
const byId = { list: { textContent: parts[0] } };
let chosen = null;
globalThis.document = {
  createElement: made,
  getElementById: (id) => byId[id] ??= { ...made(), addEventListener: (_, f) => { chosen = f; } },
};
if (process.argv[3] === "plain") { Object.defineProperty(globalThis, "crypto", { value: {} }); }
(0, eval)(parts[1]);
const walk = (at) => fs.readdirSync(at, { withFileTypes: true }).flatMap((each) =>
  each.isDirectory() ? walk(path.join(at, each.name)) : [path.join(at, each.name)]);
const files = walk(root).map((name) => ({
  webkitRelativePath: "packet/" + path.relative(root, name).split(path.sep).join("/"),
  arrayBuffer: async () => new Uint8Array(fs.readFileSync(name)),
}));
chosen({ target: { files } }).then(() => console.log(byId.said.textContent));
"""


def told_by_the_page(packet, tmp_path, how):
    script = tmp_path / "check.js"
    script.write_text(CHECK)
    done = subprocess.run(
        ["node", script, packet, how], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here")
@pytest.mark.parametrize("how", ["subtle", "plain"])
def test_that_the_page_finds_what_was_changed_removed_or_added(packet, tmp_path, how):
    assert told_by_the_page(packet, tmp_path, how).startswith("✓ All")
    (packet / "day-logs" / "extra.csv").touch()
    assert "day-logs/extra.csv" in told_by_the_page(packet, tmp_path, how)
    (packet / "counts.csv").unlink()
    log = packet / "day-logs" / "2026-03-03.csv"
    log.write_bytes(log.read_bytes().replace(b"90.00", b"91.00", 1))
    assert told_by_the_page(packet, tmp_path, how).startswith("✗ 2 file(s)")


def test_that_a_clinics_odd_name_cannot_break_the_page():
    from ketachart.exports.packet import Cover, checking_page

    odd = '</script><script>alert("x")</script>'
    cover = Cover(
        clinic=odd, address="", dea_registration="", first="", last="", made_at="", made_by="",
        is_training=False,
    )  # fmt: skip
    template = (resource_folder() / "inspection" / "index.html").read_text()
    page = checking_page(template, cover, []).decode()
    assert page.count("</script>") == template.count("</script>")
