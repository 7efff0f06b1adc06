"""Facts as they lie in the vault: names and versions of our choosing, deterministic JSON.

A kind once released keeps its name and its fields; a changed fact gets the
next version and the old one stays readable here.
"""

from typing import Final

import msgspec

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.store.entries import Fresh, Stored
from ketachart.store.errors import StoreDamaged

KINDS: Final[dict[str, type[ev.Event]]] = {
    "clinic.founded/1": ev.ClinicFounded,
    "settings.adopted/1": ev.SettingsAdopted,
    "workstation.enrolled/1": ev.WorkstationEnrolled,
    "person.added/1": ev.PersonAdded,
    "patient.registered/1": ev.PatientRegistered,
    "outcome.recorded/1": ev.OutcomeRecorded,
    "product.listed/1": ev.ProductListed,
    "act.refused/1": ev.ActRefused,
    "person.signed-in/1": ev.SignedIn,
    "person.sign-in-failed/1": ev.SignInFailed,
    "record.read/1": ev.RecordRead,
    "clock.jumped/1": ev.ClockJumped,
    "sheets.proven/1": ev.SheetsProven,
    "backup.place-chosen/1": ev.BackupPlaceChosen,
    "backup.made/1": ev.BackupMade,
    "backup.proven/1": ev.BackupProven,
    "vault.restored/1": ev.VaultRestored,
    "access.recovered/1": ev.AccessRecovered,
    "person.changed/1": ev.PersonChanged,
    "handler.attested/1": ev.HandlerAttested,
    "clinic.changed/1": ev.ClinicChanged,
    "chairs.changed/1": ev.ChairsChanged,
    "change.proposed/1": ev.ChangeProposed,
    "proposal.decided/1": ev.ProposalDecided,
    "drug.adopted/1": ev.DrugAdopted,
    "protocol.adopted/1": ev.ProtocolAdopted,
    "signature.given/1": ev.SignatureGiven,
    "signature.given-before/1": ev.SignedBefore,
    "session.opened/1": ev.SessionOpened,
    "session.screened/1": ev.Screened,
    "session.taken-in/1": ev.TakenIn,
    "session.ordered/1": ev.Ordered,
    "session.prepared/1": ev.Prepared,
    "session.cancelled/1": ev.Cancelled,
    "infusion.started/1": ev.InfusionStarted,
    "infusion.rate-changed/1": ev.RateChanged,
    "infusion.paused/1": ev.InfusionPaused,
    "infusion.resumed/1": ev.InfusionResumed,
    "infusion.bolus-given/1": ev.BolusGiven,
    "infusion.stopped/1": ev.InfusionStopped,
    "residual.wasted/1": ev.ResidualWasted,
    "vitals.charted/1": ev.VitalsCharted,
    "score.charted/1": ev.ScoreCharted,
    "medication.given/1": ev.MedicationGiven,
    "medication.response-charted/1": ev.ResponseCharted,
    "adverse.recorded/1": ev.AdverseRecorded,
    "note.added/1": ev.NoteAdded,
    "slot.explained/1": ev.SlotExplained,
    "entry.amended/1": ev.EntryAmended,
    "discharge.checked/1": ev.DischargeChecked,
    "discharge.ordered/1": ev.DischargeOrdered,
    "patient.released/1": ev.Released,
    "session.signed/1": ev.SessionSigned,
    "session.returned/1": ev.SessionReturned,
    "session.co-signed/1": ev.SessionCosigned,
    "session.addendum-added/1": ev.AddendumAdded,
    "extra.charted/1": ev.ExtraCharted,
    "alert.acknowledged/1": ev.AlertAcknowledged,
    "effect.marked/1": ev.EffectMarked,
    "marker.placed/1": ev.MarkerPlaced,
    "interval.set/1": ev.IntervalSet,
    "medication.acknowledged/1": ev.MedicationAcknowledged,
    "escort.expected/1": ev.EscortExpected,
    "responsibility.taken/1": ev.ResponsibilityTaken,
    "session.part-signed/1": ev.PartSigned,
    "session.attested/1": ev.Attested,
    "session.change-co-signed/1": ev.ChangeCosigned,
    "paper.printed/1": ev.PaperPrinted,
    "stock.received/1": ev.StockReceived,
    "stock.drawn/1": ev.StockDrawn,
    "stock.administered/1": ev.StockAdministered,
    "stock.wasted/1": ev.StockWasted,
    "stock.counted/1": ev.StockCounted,
    "stock.broken/1": ev.StockBroken,
    "stock.adjusted/1": ev.StockAdjusted,
    "stock.counting-error-noted/1": ev.CountingErrorNoted,
    "stock.left/1": ev.StockLeft,
    "day.closed/1": ev.DayClosed,
    "inventory.taken/1": ev.InventoryTaken,
    "loss.reported/1": ev.LossReported,
    "profile.adopted/1": ev.ProfileAdopted,
    "workstation.seen/1": ev.Seen,
    "conflict.settled/1": ev.ConflictSettled,
    "workstation.invited/1": ev.WorkstationInvited,
    "workstation.named/1": ev.WorkstationNamed,
    "workstation.retired/1": ev.WorkstationRetired,
    "monitors.changed/1": ev.MonitorsChanged,
    "day.planned/1": ev.DayPlanned,
    "keyring.slot-kept/1": ev.SlotKept,
    "keyring.recovery-kept/1": ev.RecoveryKept,
    "program.changed/1": ev.ProgramChanged,
}
NAMES: Final = {kind: name for name, kind in KINDS.items()}

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises at bytes that are not what they should be."""

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, kind in KINDS.items()}


def kind_of(event: ev.Event) -> str:
    """The name under which a fact is stored."""
    return event.kind if isinstance(event, ev.UnknownEvent) else NAMES[type(event)]


def encode(value: object) -> bytes:
    """Deterministic JSON; decimals as text."""
    return _ENCODER.encode(value)


def decode_event(kind: str, body: bytes) -> ev.Event:
    """The fact in a body; an unknown newer kind is kept as such."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        return ev.UnknownEvent(kind=kind, body=body)
    try:
        return decoder.decode(body)
    except UNREADABLE as error:
        message = f"An entry of the kind {kind} can't be read."
        raise StoreDamaged(message) from error


def fresh(entry: Entry, utc_offset_s: int) -> Fresh:
    """An entry as it is to be stored."""
    return Fresh(
        stream=entry.stream,
        kind=kind_of(entry.event),
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        utc_offset_s=utc_offset_s,
        author=entry.author,
        body=_ENCODER.encode(entry.event),
    )


def entry_from(stored: Stored) -> Entry:
    """A stored entry with its fact decoded."""
    return Entry(
        device=stored.device,
        seq=stored.seq,
        stream=stored.stream,
        author=stored.author,
        observed_at=stored.observed_at,
        recorded_at=stored.recorded_at,
        event=decode_event(stored.kind, stored.body),
    )
