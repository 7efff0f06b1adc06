"""Facts of the clinic: set-up, people, patients, sign-ins, readings, signatures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ketachart.domain.events.fact import Event
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.proposals import FieldChange
from ketachart.domain.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFounded(Event):
    """The vault was set up for a clinic, real or for training."""

    name: str
    address: str
    phone: str
    timezone: str
    dea_registration: str
    chairs: tuple[str, ...]
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsAdopted(Event):
    """From here on these limits and plans hold for sessions opened.

    Attributes:
        since: from when on they hold; None: from the recording on.
        changes: what is another than before, field by field.
        proposal: what was approved; empty where nothing needs an approval.
    """

    settings: Settings
    since: datetime | None = None
    changes: tuple[FieldChange, ...] = ()
    proposal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationEnrolled(Event):
    """A workstation joined; its key signs the heads of its log.

    Attributes:
        device: its name in the log.
        public_key: Ed25519 public key, hex.
        vouched_by: who signed in there, and so vouches for it; empty for one that founds a clinic.
        voucher: their Ed25519 signature of clinic, name and key, hex.
        invitation: the name of the invitation it came by, if any.
    """

    device: str
    public_key: str
    vouched_by: str = ""
    voucher: str = ""
    invitation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Event):
    """Someone may sign in from now on."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRegistered(Event):
    """A patient was registered, or registered anew with other particulars."""

    patient: Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(Event):
    """A patient told at a later visit what came of a session: relief in percent, and for weeks."""

    session: str
    relief_percent: int
    weeks: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListed(Event):
    """A controlled product is kept here from now on."""

    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(Event):
    """Someone tried something that was refused; `step` is a scenario's step number."""

    do: str
    code: str
    session: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in with the passphrase, or took over with the PIN."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """A sign-in, take-over or witness PIN was wrong."""

    how: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRead(Event):
    """Someone opened or exported a record; `what` names it."""

    what: str
    session: str = ""
    patient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped(Event):
    """The wall clock moved against the monotonic clock, in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsProven(Event):
    """Two of the recovery sheets were typed in and open the keyring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlaceChosen(Event):
    """Backups of this workstation go into this folder from now on; empty: nowhere."""

    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade(Event):
    """A backup was written; `entries` are those it holds."""

    file: str
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupProven(Event):
    """A backup was opened, verified and compared; `findings` says how much was wrong with it."""

    file: str
    entries: int
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultRestored(Event):
    """This workstation goes on from a backup.

    Attributes:
        made_at: when the backup was made, ISO 8601.
        device: the workstation it was made on.
        entries: how many it held.
        heads: the number of the newest entry of each workstation in it.
    """

    made_at: str
    device: str
    entries: int
    heads: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRecovered(Event):
    """Two recovery sheets gave a person a new passphrase, PIN and signing key."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven(Event):
    """A person signed exactly the entries meant.

    Attributes:
        meaning: signed, co-signed, witnessed, verified, closed.
        entries: the entries signed, by reference; empty when `through` is used.
        through: for a whole stream, the last sequence number per device.
        digest: SHA-256 over the hashes of the entries meant, hex.
        signature: Ed25519 over the digest with meaning and signer, hex.
    """

    signer: str
    meaning: str
    digest: str
    signature: str
    entries: tuple[str, ...] = ()
    through: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBefore(Event):
    """What a person signed before the entries meant were recorded anew, under another name.

    A copied vault does that when it takes a name of its own. The words of the signature are kept
    as they were; they prove nothing of the new entries. The attributes are those of a signature.
    """

    signer: str
    meaning: str
    digest: str
    signature: str
    entries: tuple[str, ...] = ()
    through: Mapping[str, int] | None = None
