"""The clinic's books: what is looked up, and how new entries get into it.

New entries are worked out first (`plan`), written in the log's transaction
(`write`), and taken over only when that is on disk (`accept`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ketachart.app.lookups import must_follow, site_of
from ketachart.app.meeting import conflicts
from ketachart.app.pending import Handler, Pending, SettingsSince, SiteUntil
from ketachart.app.placing import NOWHERE
from ketachart.app.proposing import decided, proposal_from
from ketachart.app.stock_books import StockBooks
from ketachart.domain import events as ev
from ketachart.domain import folding
from ketachart.domain.courses import relief_from
from ketachart.domain.entries import Entry, session_stream
from ketachart.domain.inventories import inventory_from
from ketachart.domain.losses import reported
from ketachart.domain.meeting import (
    Conflict,
    Settled,
    conflict_of,
    prepared_without,
    session_conflicts,
)
from ketachart.domain.patients import Patient
from ketachart.domain.session import Phase, Session
from ketachart.domain.stock import Stock
from ketachart.domain.times import local_day
from ketachart.store.codec import entry_from
from ketachart.store.derived import Derived
from ketachart.store.entries import written_time
from ketachart.store.places import Floors, Place

__all__ = ["Books", "must_follow"]

SESSION_STREAM = session_stream("")


class Charted(NamedTuple):
    """An entry of a session that is worked in, and where it stands."""

    place: Place
    entry: Entry


def _stands(entry: Entry, floors: Floors) -> Place:
    return floors.place(entry.device, entry.seq, written_time(entry.recorded_at))


class Books(StockBooks):
    """Looks up, and takes in what was recorded."""

    def plan(self, entries: Sequence[Entry]) -> Pending:
        """Work out what entries change, without changing anything."""
        pending = Pending()
        charted: dict[str, list[Charted]] = {}
        for entry in entries:
            place = self._place(pending, entry)
            if conflict := conflict_of(entry):
                pending.to_look_at.append(conflict)
            if entry.stream.startswith(SESSION_STREAM):
                name = entry.stream.removeprefix(SESSION_STREAM)
                charted.setdefault(name, []).append(Charted(place, entry))
                continue
            try:
                self._plan_one(pending, entry, place)
            except folding.MAKES_NO_SENSE as error:
                raise folding.DoesNotFollow(entry) from error
        for name, arrived in charted.items():
            self._plan_session(pending, name, arrived)
        return pending

    def _plan_one(self, pending: Pending, entry: Entry, place: Place) -> None:
        self._plan_safekeeping(pending, entry)
        match entry.event:
            case ev.ClinicFounded() | ev.ClinicChanged() | ev.ChairsChanged():
                self._plan_site(pending, entry, place)
            case ev.SettingsAdopted(settings=settings, since=begins):
                since = SettingsSince(since=begins or entry.recorded_at, settings=settings)
                pending.settings.append(since)
            case ev.PersonAdded(person=person) | ev.PersonChanged(person=person):
                if self._is_last_word(pending, f"person {person.id}", place):
                    pending.people[person.id] = person
            case ev.PatientRegistered() | ev.OutcomeRecorded():
                self._plan_patient(pending, entry, place)
            case ev.ProductListed(product=product):
                pending.listed.append(product)
                pending.stocks[product.id] = Stock(product=product)
            case _ if entry.stream.startswith("stock:"):
                self._plan_stock(pending, entry, place)
            case _:
                self._plan_workstation(pending, entry, place)
                self._plan_proposal(pending, entry, place)
                self._plan_ledger(pending, entry, place)

    def _plan_workstation(self, pending: Pending, entry: Entry, place: Place) -> None:
        """What a workstation is called, which monitors it listens to; who is expected on a day."""
        match entry.event:
            case ev.WorkstationNamed() as named:
                if self._is_last_word(pending, f"workstation {named.device}", place):
                    pending.workstations[named.device] = named
            case ev.MonitorsChanged() as changed:
                if self._is_last_word(pending, f"monitors {changed.workstation}", place):
                    pending.monitors[changed.workstation] = changed
            case ev.DayPlanned(plan=plan):
                if self._is_last_word(pending, f"plan {plan.day}", place):
                    pending.day_plans[plan.day] = plan
            case _:
                pass

    def _plan_session(self, pending: Pending, name: str, new: Sequence[Charted]) -> None:
        """Fold entries onto their session; where one stands before others, all are folded again."""
        before = self.session(name) if self._is_known(name) else None
        known = () if before is None else (before.log[0], before.log[-1])
        is_met = name in self._meetings
        if is_met or len({each.device for each in (*known, *(each.entry for each in new))}) > 1:
            pending.meetings.add(name)
        floors = self.floors.raised(pending.floors) if pending.floors else self.floors
        if before is not None and _stands(before.log[-1], floors) > min(each.place for each in new):
            after = self._fold(name, floors, {**self._worked_in, **pending.worked_in})
        else:
            after = folding.fold_all(before, [each.entry for each in sorted(new)], is_beside=is_met)
        assert after is not None
        pending.sessions[name] = after

    def _is_known(self, session: str) -> bool:
        return session in self._open or bool(self._derived.patient_of(session))

    def _plan_proposal(self, pending: Pending, entry: Entry, place: Place) -> None:
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
                if self._is_last_word(pending, f"drug {drug.key}", place):
                    pending.drugs[drug.key] = drug
            case ev.ProtocolAdopted(protocol=protocol):
                if self._is_last_word(pending, f"protocol {protocol.id}", place):
                    pending.protocols[protocol.id] = protocol
            case _:
                pass

    def _plan_site(self, pending: Pending, entry: Entry, place: Place) -> None:
        before = pending.site or self._founded
        event = entry.event
        if isinstance(event, ev.ClinicFounded):
            if before is None:
                pending.site = event
            return
        if before is None:
            raise LookupError(entry.stream)
        if isinstance(event, ev.ChairsChanged):
            if self._is_last_word(pending, "chairs", place):
                pending.site = replace(before, chairs=event.chairs)
        elif isinstance(event, ev.ClinicChanged):
            then, now = event.before, event.now
            headed = replace(
                before,
                name=then.name,
                address=then.address,
                phone=then.phone,
                dea_registration=then.dea_registration,
            )
            pending.sites_before.append(SiteUntil(until=entry.recorded_at, founded=headed))
            if self._is_last_word(pending, "particulars", place):
                pending.site = replace(
                    before,
                    name=now.name,
                    address=now.address,
                    phone=now.phone,
                    dea_registration=now.dea_registration,
                )

    def _plan_ledger(self, pending: Pending, entry: Entry, place: Place) -> None:
        """What is of the ledger and of no product."""
        match entry.event:
            case ev.DayClosed():
                self._plan_closing(pending, entry, place)
            case ev.ConflictSettled(conflict=conflict, words=words):
                if self._is_last_word(pending, f"conflict {conflict}", place):
                    settled = Settled(by=entry.author, at=entry.recorded_at, words=words)
                    pending.settled[conflict] = settled
            case ev.HandlerAttested() as event:
                pending.handlers.append(Handler(at=entry.recorded_at, attested=event))
            case ev.ProfileAdopted(profile=profile):
                if self._is_last_word(pending, "profile", place):
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
                known = pending.sheets_proven or self._sheets_proven or entry.recorded_at
                pending.sheets_proven = max(known, entry.recorded_at)
            case _:
                pass

    def _plan_patient(self, pending: Pending, entry: Entry, place: Place) -> None:
        match entry.event:
            case ev.PatientRegistered(patient=patient):
                word = f"patient {patient.id}"
                is_first = self._said_last(pending, word) == NOWHERE
                self._is_last_word(pending, word, place)
                if not is_first:
                    patient = self._patient_as_said(pending, entry, place)
                pending.patients[patient.id] = patient
            case ev.OutcomeRecorded() as event:
                if self._is_last_word(pending, f"outcome {event.session}", place):
                    pending.reliefs[event.session] = relief_from(entry, event)
            case _:
                pass

    def _patient_as_said(self, pending: Pending, entry: Entry, place: Place) -> Patient:
        """A patient as registered last, with the allergies and the risk not known there.

        Whoever registered last may not have heard of what another workstation registered before:
        what protects the patient is not lost by that.
        """
        worked_in = {**self._worked_in, **pending.worked_in}
        floors = self.floors.raised(pending.floors)
        said = [(place, entry)]
        said += [
            (floors.place(stored.device, stored.seq, stored.recorded), entry_from(stored))
            for stored in self._stream(entry.stream)
            if stored.seq <= worked_in.get(stored.device, 0)
            and (stored.device, stored.seq) != (entry.device, entry.seq)
        ]
        known = sorted(
            (stands, each, each.event.patient)
            for stands, each in said
            if isinstance(each.event, ev.PatientRegistered)
        )
        _, last, patient = known[-1]
        for stands, _, other in known[:-1]:
            if not self._had(pending, last, stands):
                patient = patient.with_warnings_of(other)
        return patient

    def write(self, pending: Pending, derived: Derived) -> None:
        """Write what changes to the derived tables; within the caller's transaction."""
        self._write_again(pending, derived)
        pending.write_docs(derived)
        derived.put_containers(pending.containers.values())
        for place, row, delta in pending.movements:
            derived.add_movement(place, row, delta)
        for session in pending.sessions.values():
            if not self._listed_alike(session):
                derived.put_session(session, local_day(session.opened_at, self._zone(pending)))
        self._write_closings(pending, derived)
        for name in pending.meetings:
            session = pending.sessions[name]
            unseen = tuple(self._prepared_without(pending, session))
            derived.put_doc("meeting", name, (*session_conflicts(session), *unseen))
        for device in {floor.device for floor in pending.floors}:
            new = [(seq, placed) for placed, owner, seq in pending.floors if owner == device]
            derived.put_doc("floor", device, [*self.floors.rows(device), *new])

    def _prepared_without(self, pending: Pending, session: Session) -> Iterator[Conflict]:
        """Bags and the orders from elsewhere that were not known where they were prepared."""
        counted = [each for each in session.log if each.ref not in session.unplaced]
        orders = [each for each in counted if isinstance(each.event, ev.Ordered)]
        for bag in (each for each in counted if isinstance(each.event, ev.Prepared)):
            for order in orders:
                if not self._had(pending, bag, Place("", order.device, order.seq)):
                    yield prepared_without(session, order, bag)

    def conflicts(self) -> tuple[Conflict, ...]:
        """What workstations said differently, the open ones first."""
        return conflicts(self, self._derived)

    def conflict(self, conflict: str) -> Conflict | None:
        """One of them, by its name."""
        return next((each for each in self.conflicts() if each.id == conflict), None)

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
        self._settings.sort(key=lambda each: each.since)
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
        self._closings.add(pending.closings)
        self._last_moves |= pending.last_moved
        self._meetings |= pending.meetings
        self._accept_places(pending)
