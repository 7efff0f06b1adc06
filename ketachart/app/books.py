"""The clinic's books: what is looked up, and how new entries get into it.

New entries are worked out first (`plan`), written in the log's transaction
(`write`), and taken over only when that is on disk (`accept`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo

from ketachart.app.lookups import Lookups, must_follow, site_of
from ketachart.app.pending import Handler, Pending, SettingsSince, SiteUntil
from ketachart.app.proposing import decided, proposal_from
from ketachart.domain import events as ev
from ketachart.domain import folding
from ketachart.domain import stock as stocks
from ketachart.domain.courses import relief_from
from ketachart.domain.daylog import Names, movement
from ketachart.domain.entries import Entry
from ketachart.domain.inventories import inventory_from
from ketachart.domain.losses import loss_from, reported
from ketachart.domain.session import Phase, Session
from ketachart.domain.stock import Stock
from ketachart.domain.times import local_day, stamp
from ketachart.store.derived import DayClosing, Derived

__all__ = ["Books", "must_follow"]

ONE_DAY = timedelta(days=1)


class Books(Lookups):
    """Looks up, and takes in what was recorded."""

    def plan(self, entries: Sequence[Entry]) -> Pending:
        """Work out what entries change, without changing anything."""
        pending = Pending()
        for entry in entries:
            self._plan_one(pending, entry)
        return pending

    def _plan_one(self, pending: Pending, entry: Entry) -> None:
        self._plan_safekeeping(pending, entry)
        match entry.event:
            case ev.ClinicFounded() as event:
                pending.site = event
            case ev.SettingsAdopted(settings=settings, since=begins):
                since = SettingsSince(since=begins or entry.recorded_at, settings=settings)
                pending.settings.append(since)
            case ev.ClinicChanged() | ev.ChairsChanged() as event:
                self._plan_site(pending, entry, event)
            case ev.PersonAdded(person=person) | ev.PersonChanged(person=person):
                pending.people[person.id] = person
            case ev.PatientRegistered() | ev.OutcomeRecorded():
                _plan_patient(pending, entry)
            case ev.ProductListed(product=product):
                pending.listed.append(product)
                pending.stocks[product.id] = Stock(product=product)
            case _ if entry.stream.startswith("session:"):
                name = entry.stream.removeprefix("session:")
                before = pending.sessions.get(name) or self.session(name)
                pending.sessions[name] = folding.fold(before, entry)
            case _ if entry.stream.startswith("stock:"):
                self._plan_stock(pending, entry)
            case _:
                self._plan_proposal(pending, entry)
                self._plan_ledger(pending, entry)

    def _plan_proposal(self, pending: Pending, entry: Entry) -> None:
        """What is proposed of limits, drugs and protocols, and what came of it."""
        match entry.event:
            case ev.ChangeProposed() as event:
                pending.proposals[event.proposal] = proposal_from(entry, event)
            case ev.ProposalDecided() as event:
                proposal = pending.proposals.get(event.proposal) or self.proposal(event.proposal)
                if proposal is None:
                    raise LookupError(event.proposal)
                pending.proposals[proposal.id] = decided(proposal, entry, event)
            case ev.DrugAdopted(drug=drug):
                pending.drugs[drug.key] = drug
            case ev.ProtocolAdopted(protocol=protocol):
                pending.protocols[protocol.id] = protocol
            case _:
                pass

    def _plan_site(
        self, pending: Pending, entry: Entry, event: ev.ClinicChanged | ev.ChairsChanged
    ) -> None:
        before = pending.site or self._founded
        if before is None:
            raise LookupError(entry.stream)
        if isinstance(event, ev.ChairsChanged):
            pending.site = replace(before, chairs=event.chairs)
            return
        now = event.now
        pending.site = replace(
            before,
            name=now.name,
            address=now.address,
            phone=now.phone,
            dea_registration=now.dea_registration,
        )
        pending.sites_before.append(SiteUntil(until=entry.recorded_at, founded=before))

    def _plan_ledger(self, pending: Pending, entry: Entry) -> None:
        """What is of the ledger and of no product."""
        match entry.event:
            case ev.DayClosed() as event:
                pending.closings.append(self._closing(entry, event))
            case ev.HandlerAttested() as event:
                pending.handlers.append(Handler(at=entry.recorded_at, attested=event))
            case ev.ProfileAdopted(profile=profile):
                pending.profile = profile
            case ev.InventoryTaken() as event:
                pending.inventories.append(inventory_from(entry, event))
            case ev.LossReported() as event:
                loss = pending.losses.get(event.loss) or self.loss(event.loss)
                if loss is None:
                    raise LookupError(event.loss)
                pending.losses[loss.id] = reported(loss, event)
            case _:
                pass

    def _plan_safekeeping(self, pending: Pending, entry: Entry) -> None:
        match entry.event:
            case ev.BackupPlaceChosen() | ev.BackupMade() | ev.BackupProven() as event:
                device = entry.device
                kept = pending.safekeeping.get(device) or self.safekeeping(device)
                pending.safekeeping[device] = kept.after(event, entry.recorded_at)
            case ev.SheetsProven():
                pending.sheets_proven = entry.recorded_at
            case _:
                pass

    def _closing(self, entry: Entry, event: ev.DayClosed) -> DayClosing:
        return DayClosing(
            day=event.day,
            closed_at=stamp(entry.recorded_at, self.site.zone),
            closed_by=entry.author,
            witness=event.witness,
            digests=dict(event.digests),
            products=tuple(self.products()),
        )

    def _plan_stock(self, pending: Pending, entry: Entry) -> None:
        product = entry.stream.removeprefix("stock:")
        before = pending.stocks.get(product) or self._stocks[product]
        step = stocks.fold(before, entry)
        if isinstance(entry.event, ev.StockReceived):
            supplier = entry.event.supplier
            pending.suppliers[supplier.dea_registration] = supplier
        loss = loss_from(entry, before)
        if loss is not None:
            pending.losses[loss.id] = loss
        pending.stocks[product] = step.stock
        pending.containers |= {each.id: each for each in step.touched}
        names = Names(
            person=lambda person: pending.people.get(person) or self.person(person),
            patient=lambda patient: pending.patients.get(patient) or self.patient(patient),
        )
        zone = self.site.zone
        day = self._ledger_day(entry, zone)
        row = movement(entry, before, step.stock, day, zone, names)
        if row is not None:
            delta = step.stock.balance_ml - before.balance_ml
            pending.movements.append((entry, row, delta))

    def _ledger_day(self, entry: Entry, zone: tzinfo) -> date:
        """The first day from the recording on that is not closed.

        A day to come can't be closed, so that this is after the last closed day also when the
        clock was set back.
        """
        day = local_day(entry.recorded_at, zone)
        last = max(self._closings, default=None)
        return day if last is None or day > last else last + ONE_DAY

    def write(self, pending: Pending, derived: Derived) -> None:
        """Write what changes to the derived tables; within the caller's transaction."""
        pending.write_docs(derived)
        derived.put_containers(pending.containers.values())
        for entry, row, delta in pending.movements:
            derived.add_movement(entry.device, entry.seq, row, delta)
        for session in pending.sessions.values():
            if not self._listed_alike(session):
                derived.put_session(session, local_day(session.opened_at, self.site.zone))
        for closing in pending.closings:
            derived.put_closing(closing)

    def _listed_alike(self, session: Session) -> bool:
        """Whether lists already say what they would say of the session now."""
        known = self._open.get(session.id)
        return known is not None and (
            known.phase is session.phase
            and known.unaccounted_ml == session.unaccounted_ml
            and known.signatures == session.signatures
            and known.changes_after_signature == session.changes_after_signature
        )

    def accept(self, pending: Pending) -> None:
        """Take over what is now on disk."""
        if pending.site is not None:
            self._founded, self._site = pending.site, site_of(pending.site)
        for patient in pending.patients.values():
            if self._patient_index is not None:
                self._patient_index.put(patient)
        self._sites_before.extend(pending.sites_before)
        self._safekeeping |= pending.safekeeping
        self._sheets_proven = pending.sheets_proven or self._sheets_proven
        self._settings.extend(pending.settings)
        self._formulary = self._formulary.with_drugs(pending.drugs)
        self._protocols = self._protocols.with_protocols(pending.protocols)
        self._people |= pending.people
        self._profile = pending.profile or self._profile
        self._stocks |= pending.stocks
        for session in pending.sessions.values():
            if session.phase is Phase.COSIGNED and not session.changes_after_signature:
                self._open.pop(session.id, None)
                self._keep_ended(session)
            else:
                self._open[session.id] = session
        self._closings |= {closing.day: closing for closing in pending.closings}


def _plan_patient(pending: Pending, entry: Entry) -> None:
    match entry.event:
        case ev.PatientRegistered(patient=patient):
            pending.patients[patient.id] = patient
        case ev.OutcomeRecorded() as event:
            pending.reliefs[event.session] = relief_from(entry, event)
        case _:
            pass
