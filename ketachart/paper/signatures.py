"""Signatures as they stand on paper: who, what it means, when, over which digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ketachart.paper.lettering import Tone
from ketachart.paper.table import Cell, Column, Row, Run, Table, cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature in words.

    Attributes:
        at: day and time in clinic time.
        digest: SHA-256 over exactly the entries signed, hex; empty if none was kept.
        text: an attestation.
        void: why it no longer counts; empty while it stands.
    """

    name: str
    meaning: str
    at: str
    digest: str = ""
    text: str = ""
    void: str = ""


def in_full(moment: datetime, zone: tzinfo) -> str:
    """A moment as it stands beside a signature: clinic time to the second, and its offset."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"


def signature_table(signatures: Sequence[Signed]) -> Table:
    """All signatures in the order given; a void one says so."""
    columns = (
        Column(title="Meaning", width=66),
        Column(title="Signed by", width=96),
        Column(title="Time", width=90),
        Column(title="Digest signed (SHA-256)", width=292),
    )
    return Table(columns=columns, rows=tuple(_row(each) for each in signatures))


def _row(signed: Signed) -> Row:
    name = [Run(signed.name, Tone.FAINT if signed.void else Tone.STRONG)]
    if signed.text:
        name.append(Run(f"“{signed.text}”"))
    meaning = [Run(signed.meaning)]
    if signed.void:
        meaning = [Run("VOID", Tone.ALERT), Run(signed.meaning, Tone.FAINT)]
    when = [Run(signed.at)]
    if signed.void:
        when.append(Run(signed.void, Tone.FAINT))
    return Row(
        cells=(
            Cell(runs=tuple(meaning)),
            Cell(runs=tuple(name)),
            Cell(runs=tuple(when)),
            cell(signed.digest or "–"),
        )
    )
