"""What saving one set of vitals costs in GNU Health; run by its own Python, see record_peers.py.

Run: FOLDER/bin/python peer_gnuhealth.py DATABASE_FOLDER COUNT

A Tryton database in SQLite, at Tryton's own durability, with the module of nursing. Each set is a
record of ambulatory care, created and committed. Prints the seconds of each as JSON.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path

NAME = "health"


def main(folder: Path, count: int) -> None:
    """Make the database where there is none, then measure."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DB_NAME"] = NAME
    os.environ["TRYTOND_DATABASE_URI"] = "sqlite://"
    from trytond.config import config

    config.set("database", "path", str(folder))
    from trytond.pool import Pool
    from trytond.tests.test_tryton import activate_module
    from trytond.transaction import Transaction

    if (folder / f"{NAME}.sqlite").exists():
        Pool(NAME).init()
    else:
        activate_module("health_nursing")
    pool = Pool(NAME)
    with Transaction().start(NAME, 1) as transaction:
        patient, professional = _people(pool)
        transaction.commit()
    took = []
    for number in range(count):
        begun = time.perf_counter()
        with Transaction().start(NAME, 1) as transaction:
            pool.get("gnuhealth.patient.ambulatory_care").create(
                [
                    {
                        "patient": patient,
                        "health_professional": professional,
                        "session_start": datetime.fromisoformat("2026-03-03T09:00:00"),
                        "systolic": 120 + number % 20,
                        "diastolic": 80,
                        "bpm": 70 + number % 9,
                        "osat": 97,
                        "respiratory_rate": 14,
                    }
                ]
            )
            transaction.commit()
        took.append(time.perf_counter() - begun)
    print(json.dumps(took))


def _people(pool: object) -> tuple[int, int]:
    Party = pool.get("party.party")  # noqa: N806 - Tryton's models are classes
    Patient = pool.get("gnuhealth.patient")  # noqa: N806
    Professional = pool.get("gnuhealth.healthprofessional")  # noqa: N806
    found = Patient.search([], limit=1), Professional.search([], limit=1)
    if all(found):
        return found[0][0].id, found[1][0].id
    person = {"is_person": True, "fed_country": "XXX", "gender": "f"}
    (ill,) = Party.create([person | {"name": "Abara", "code": "A1", "is_patient": True}])
    (nurse,) = Party.create([person | {"name": "Okafor", "code": "O1", "is_healthprof": True}])
    (patient,) = Patient.create([{"party": ill.id}])
    (professional,) = Professional.create([{"party": nurse.id}])
    return patient.id, professional.id


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
