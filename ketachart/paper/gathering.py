"""What goes onto paper, gathered from the clinic."""

from collections.abc import Iterator, Sequence
from datetime import date

from ketachart.app.clinic import Clinic
from ketachart.app.outcome_reading import Read
from ketachart.domain import events as ev
from ketachart.domain.daylog import Row
from ketachart.domain.entries import CLINIC, Entry
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.session import Session
from ketachart.domain.times import HOUR
from ketachart.exports.daylog_csv import day_log_csv, digest_of
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.daylog_pdf import DayLogPaper, DayOnPaper
from ketachart.paper.instructions_pdf import Handout
from ketachart.paper.outcomes_pdf import OutcomePaper
from ketachart.paper.signatures import Signed, in_full
from ketachart.paper.twin_pdf import Twin
from ketachart.store import codec
from ketachart.store.derived import DayClosing


def chart_on_paper(clinic: Clinic, session: Session, printed_by: Person) -> ChartPaper:
    """A chart that was opened, ready to be printed.

    Raises:
        ValueError: the session is not one of this clinic's.
    """
    world = clinic.world
    patient = world.patient(session.patient)
    if patient is None:
        raise ValueError(session.id)
    made = session.preparation
    stock = world.stock(made.product) if made else None
    return ChartPaper(
        session=session,
        patient=patient,
        protocol=world.protocol(session.protocol),
        product=stock.product if stock else None,
        site=world.site,
        settings=world.settings_at(session.opened_at),
        people=clinic.people(),
        printed_at=clinic.clock.now(),
        printed_by=printed_by.id,
        course=clinic.course(session),
    )


def next_hour_on_paper(clinic: Clinic, session: Session, printed_by: Person) -> Twin:
    """A chair's next hour, to go on with on paper.

    Raises:
        ValueError: the session is not one of this clinic's.
    """
    now = clinic.clock.now()
    return Twin(
        chart=chart_on_paper(clinic, session, printed_by),
        page=len(session.paper_pages) + 1,
        begin=now,
        until=now + HOUR,
        last=clinic.last_on_disk(session.id),
    )


def handout_on_paper(clinic: Clinic, session: Session) -> Handout:
    """What patient and escort take home.

    Raises:
        ValueError: the session is not one of this clinic's.
    """
    patient = clinic.world.patient(session.patient)
    if patient is None:
        raise ValueError(session.id)
    return Handout(
        session=session, patient=patient, site=clinic.world.site, printed_at=clinic.clock.now()
    )


def outcomes_on_paper(
    clinic: Clinic, patient: Patient | None, read: Read, printed_by: Person
) -> OutcomePaper:
    """What came of sessions, of one patient or of all, ready to be printed."""
    printed = in_full(clinic.clock.now(), clinic.world.site.zone)
    return OutcomePaper(
        site=clinic.world.site,
        patient=patient,
        outcomes=read.outcomes,
        left_out=read.left_out,
        printed=f"{printed} by {printed_by.titled}",
    )


def day_log_on_paper(
    clinic: Clinic, days: Sequence[date], schedule: str, printed_by: Person
) -> DayLogPaper:
    """The log of one day or of several in order, ready to be printed."""
    rows: tuple[Row, ...] = tuple(row for day in days for row in clinic.day_log(day, schedule))
    return DayLogPaper(
        site=clinic.site_on(days[-1]),
        schedule=schedule,
        days=tuple(_day(clinic, day, schedule) for day in days),
        rows=rows,
        csv_digest=digest_of(day_log_csv(rows)),
        printed=f"{in_full(clinic.clock.now(), clinic.world.site.zone)} by {printed_by.titled}",
    )


def _day(clinic: Clinic, day: date, schedule: str) -> DayOnPaper:
    closing = clinic.closing(day)
    if closing is None:
        return DayOnPaper(day=day, blocks=clinic.day_blocks(day))
    signatures = tuple(_signatures(clinic, closing))
    return DayOnPaper(day=day, signatures=signatures, digest=closing.digests.get(schedule, ""))


def _signatures(clinic: Clinic, closing: DayClosing) -> Iterator[Signed]:
    entries = list(_of_closings(clinic, date.fromisoformat(closing.closed_at[:10])))
    closed = {
        entry.ref
        for entry in entries
        if isinstance(entry.event, ev.DayClosed) and entry.event.day == closing.day
    }
    for entry in entries:
        given = entry.event
        if isinstance(given, ev.SignatureGiven) and closed & set(given.entries):
            signer = clinic.world.person(given.signer)
            yield Signed(
                name=signer.titled if signer else given.signer,
                meaning=given.meaning,
                at=in_full(entry.recorded_at, clinic.world.site.zone),
                digest=given.digest,
            )


def _of_closings(clinic: Clinic, recorded_on: date) -> Iterator[Entry]:
    kinds = {codec.NAMES[kind] for kind in (ev.DayClosed, ev.SignatureGiven)}
    for stored in clinic.vault.log.stream_between_days(CLINIC, recorded_on, recorded_on):
        if stored.kind in kinds:
            yield codec.entry_from(stored)
