"""The first schema: the log, what is worked out from it, drafts, and what the vault is."""

from sqlite_utils import Database

_LOG = """
CREATE TABLE entry (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    observed_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    utc_offset_s INTEGER NOT NULL,
    author TEXT NOT NULL,
    body BLOB NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (stream, device, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX entry_by_seq ON entry (device, seq);

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
"""

_KEPT = """
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    place TEXT NOT NULL PRIMARY KEY,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_DERIVED = """
CREATE TABLE day_start (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (device, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX day_start_by_day ON day_start (day, device, seq);

CREATE TABLE session_row (
    session TEXT NOT NULL PRIMARY KEY,
    patient TEXT,
    chair TEXT,
    protocol TEXT,
    phase TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    opened_day TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    unreconciled INTEGER NOT NULL DEFAULT 0,
    signed_by TEXT,
    cosigned_by TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX session_row_by_day ON session_row (opened_day, session);

CREATE INDEX session_row_by_patient ON session_row (patient, session);

CREATE INDEX session_row_in_chair ON session_row (chair, session) WHERE ended = 0;

CREATE INDEX session_row_unreconciled ON session_row (session) WHERE unreconciled = 1;

CREATE TABLE movement (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
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

CREATE INDEX movement_by_day ON movement (product, day, device, seq);

CREATE TABLE container (
    id TEXT NOT NULL PRIMARY KEY,
    product TEXT NOT NULL,
    lot TEXT NOT NULL,
    number INTEGER NOT NULL,
    expires TEXT NOT NULL,
    state TEXT NOT NULL,
    left_ml TEXT NOT NULL,
    opened_at TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX container_by_state ON container (product, state);

CREATE INDEX container_by_lot ON container (lot);

CREATE TABLE doc (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE day (
    day TEXT NOT NULL PRIMARY KEY,
    closed_at TEXT,
    closed_by TEXT,
    witness TEXT,
    body TEXT
) STRICT, WITHOUT ROWID;
"""


def lay_the_first_tables(db: Database) -> None:
    for statement in _statements(_LOG + _KEPT + _DERIVED):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    # Not executescript: it would commit the transaction that this step is part of.
    return [part.strip() for part in script.split("\n\n") if part.strip()]


STEP = ("0001 initial", lay_the_first_tables)
