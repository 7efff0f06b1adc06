"""Several workstations: signed tips, what arrived, what is set aside, what places hold."""

from sqlite_utils import Database

_KEPT = """
CREATE TABLE tip (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (device, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE unfolded (
    device TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (device, first_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
    device TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    tip_hash BLOB NOT NULL,
    why TEXT NOT NULL,
    segment BLOB NOT NULL,
    held_at TEXT NOT NULL,
    PRIMARY KEY (device, last_seq, tip_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE acknowledged (
    place TEXT NOT NULL,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (place, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_then (
    product TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (product, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE exchanged (
    place TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# Emptied here and worked out anew at the opening: the order of a day's movements is no longer
# that of one workstation's entries.
_MOVEMENT = """
DROP TABLE movement;

CREATE TABLE movement (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    placed TEXT NOT NULL,
    product TEXT NOT NULL,
    day TEXT NOT NULL,
    patient TEXT,
    delta_ml TEXT NOT NULL,
    date TEXT,
    time TEXT,
    substance TEXT,
    schedule TEXT,
    dea_code TEXT,
    finished_form TEXT,
    ndc TEXT,
    lot TEXT,
    vial TEXT,
    movement TEXT,
    patient_name TEXT,
    patient_address TEXT,
    session TEXT,
    ml TEXT,
    mg TEXT,
    containers TEXT,
    balance_ml TEXT NOT NULL,
    balance_sealed INTEGER NOT NULL,
    "by" TEXT,
    by_initials TEXT,
    witness TEXT,
    prescriber TEXT,
    prescriber_dea TEXT,
    reason TEXT,
    reference TEXT,
    PRIMARY KEY (device, seq, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX movement_by_day ON movement (product, day, placed, device, seq);

DELETE FROM meta WHERE key = 'worked_out';
"""


def lay_the_tables_of_several(db: Database) -> None:
    for statement in _statements(_KEPT + _MOVEMENT):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    # Not executescript: it would commit the transaction that this step is part of.
    return [part.strip() for part in script.split("\n\n") if part.strip()]


STEP = ("0002 several workstations", lay_the_tables_of_several)
