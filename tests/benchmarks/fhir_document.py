"""A session of four hours as a FHIR document: a set of all vitals every five minutes.

Run: python tests/benchmarks/fhir_document.py
"""

import statistics
import tempfile
import time
from pathlib import Path

from figures import Figure, Run, show
from support.builders import CALM, open_house

from ketachart.app.interchange import session_record, write_session_fhir
from ketachart.domain.session import Phase
from ketachart.exports.fhir import session_bundle

ALL_VITALS = CALM | {
    "etco2": 38,
    "o2_lpm": 2,
    "temp_c": "36.8",
    "moaas": 5,
    "pain": 4,
    "dissociation": 3,
    "hallucination": 0,
    "nausea": 0,
}
SETS = 48
ROUNDS = 9


def figures(run: Run) -> list[Figure]:
    """From the session in memory to the file on the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        house = open_house(folder, folder / "vault")
        house.bring("s1", Phase.INFUSING)
        for number in range(SETS):
            house.wait(5)
            house.chart("s1", **ALL_VITALS)
            if number % 12 == 0:
                house.done("rn.okafor", "score.chart", session="s1", scale="CADSS-6", items=[1] * 6)
                house.does(
                    "rn.okafor",
                    "infusion.rate",
                    session="s1",
                    ml_per_h=str(40 - number // 6),
                    reason="calmer",
                )
        session, taken = house.session(), []
        for _ in range(3 if run.short else ROUNDS):
            begun = time.perf_counter()
            write_session_fhir(house.clinic, session, folder / "s1.json")
            taken.append((time.perf_counter() - begun) * 1000)
        size = (folder / "s1.json").stat().st_size
        bundle = session_bundle(session_record(house.clinic, session))
        house.clinic.close()
    entries = bundle["entry"]
    count = len(entries) if isinstance(entries, list) else 0
    return [
        Figure(
            what="a session of four hours as a FHIR document, on the disk",
            against="the wait of a person who asks for it",
            reach=200,
            got=statistics.median(taken),
            unit="ms",
            note=f"{count} resources, {size / 1000:.0f} kB, the slowest of all {max(taken):.0f} ms",
        )
    ]


if __name__ == "__main__":
    show(figures(Run()))
