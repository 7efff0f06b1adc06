"""How long a patient search takes: `python tests/benchmarks/patient_search.py [patients]`."""

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from ketachart.domain.patients import Patient
from ketachart.store.derived import Derived

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.builders import House, open_house

SOUGHT = ("g", "okaf", "1971-09", "maria santos", "20417", "nobody like this")
GIVEN = ("Adaeze", "Maria", "José", "Tobias", "Iris", "Wen", "Ruth", "Per", "Noor", "Ines")
FAMILY = ("Okafor", "Santos", "Greer", "Lindqvist", "Castellanos", "Mbeki", "Nguyen", "Silva")
TIMES = 20


def filled(house: House, count: int) -> None:
    """Put patients into the derived tables, as many registrations would have."""
    derived = Derived(house.clinic.vault.db)
    conn = house.clinic.vault.db.conn
    conn.execute("BEGIN")
    for number in range(count):
        name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 8]} {number}"
        patient = Patient(
            id=f"p.{number}",
            mrn=f"{20000 + number}",
            name=name,
            birth_date=date(1940, 1, 1) + timedelta(days=number % 25000),
            sex="female",
            address="417 Juniper St, San Pedro, CA 90731",
            weight_kg="80",
            high_respiratory_risk=False,
        )
        derived.put_doc("patient", patient.id, patient)
    conn.execute("COMMIT")


def main() -> None:
    """Print the first search, which reads every patient once, and the later ones."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "template", Path(folder) / "vault")
        filled(house, count)
        begun = time.perf_counter()
        house.clinic.found_patients("first")
        print(f"{count} patients; first search {(time.perf_counter() - begun) * 1000:.1f} ms")
        for sought in SOUGHT:
            spans = []
            for _ in range(TIMES):
                begun = time.perf_counter()
                shown, found = house.clinic.found_patients(sought)
                spans.append((time.perf_counter() - begun) * 1000)
            worst, usual = max(spans), statistics.median(spans)
            print(
                f"{sought!r}: {found} found, {len(shown)} shown, {usual:.1f} ms, worst {worst:.1f}"
            )
        house.clinic.close()


if __name__ == "__main__":
    main()
