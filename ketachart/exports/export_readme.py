"""The file of a whole export that says what the others are, and how to read them."""

from typing import Final

from ketachart.exports.export_tables import TABLES

_HEAD: Final = """\
WHAT THIS IS

Everything that this clinic kept in KetaChart, as files that any computer reads without KetaChart.

  Clinic      {clinic}
  Written     {made_at}
  Time zone   {zone}

Nothing here is encrypted: keep it where patients' records may be, and delete what is not needed.

To check that no file was changed since, open index.html in any browser, or type in this folder

  sha256sum --check SHA256SUMS          on Linux
  shasum -a 256 --check SHA256SUMS      on macOS
  certutil -hashfile FILE SHA256        on Windows, for one file; compare with SHA256SUMS

Whoever changes a file can change these lists too. The SHA-256 of manifest.json, which lists every
other file, stands in KetaChart's audit trail since this was written.

  *.csv       tables: UTF-8, commas, one heading line. Amounts have a point; times are in clinic
              time with their distance from UTC. A cell that a spreadsheet would take for a formula
              has a ' before it.
  log/        the log itself, all there is: a file for each month (UTC), a line of JSON for each
              entry. The tables were worked out from it.
  charts/     each session's chart as PDF{charts}
  manifest.json  every other file with its size and SHA-256
  SHA256SUMS  the same SHA-256 of all but index.html and manifest.json

What no table holds, such as the questions before an order, the discharge checklist, who had the
chair, and what was sent back and why, stands in the log and in the charts.

What was recorded while this was written may stand in one file and not yet in another.

THE LOG

  device, seq   the workstation, and the entry's number there, without a gap
  stream        what it is about: session:…, patient:…, person:…, stock:…, clinic
  kind          what happened, with a version: vitals.charted/1
  observed_at, recorded_at   when it was true, and when it was saved; UTC
  utc_offset_s  the clinic's distance from UTC then, in seconds
  author        who, or the workstation itself
  prev_hash, hash   SHA-256, hex: each covers its entry and, by the hash before it, all earlier
  is_whole      false where something is left out of body: what PINs and passphrases are proved
                with. The hash of such an entry can be checked in KetaChart alone.
  body          what was said; amounts are text, exact. It comes last, so that its very bytes are
                those between "body": and the brace that ends the line.

The hash is SHA-256 over "ketachart-entry-1" and then device, seq, stream, kind, observed_at,
recorded_at, utc_offset_s, author, body and prev_hash (32 bytes), in this order, each with its
length before it as 4 bytes, the highest first; numbers are written in decimal digits.

THE TABLES
"""
_TRAINING: Final = "TRAINING: these are no records of real patients.\n\n"
_WITH_CHARTS: Final = ""
_WITHOUT_CHARTS: Final = " (left out this time)"


def readme(clinic: str, made_at: str, zone: str, *, has_charts: bool, is_training: bool) -> bytes:
    """The text, with every column of every table."""
    charts = _WITH_CHARTS if has_charts else _WITHOUT_CHARTS
    parts = [_TRAINING] if is_training else []
    parts += [_HEAD.format(clinic=clinic, made_at=made_at, zone=zone, charts=charts)]
    for table in TABLES:
        widest = max(len(name) for name in table.columns) + 2
        parts.append(f"\n{table.name}.csv: {table.holds}\n")
        parts += [f"  {name:<{widest}}{says}\n" for name, says in table.columns.items()]
    return "".join(parts).encode()
