"""Clinic: the one door through which everything is done and looked up."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from ketachart.app.attempts import Attempts
from ketachart.app.books import Books
from ketachart.app.clock import Clock, SteadyClock
from ketachart.app.key_slots import slot_planned, with_slots_of_the_log
from ketachart.app.looking import Looking
from ketachart.app.outcomes import (
    Done,
    Outcome,
    Refused,
    Trouble,
    Turn,
    sign_first,
    too_many_tries,
    unknown_session,
)
from ketachart.app.passphrases import looks_like_pin
from ketachart.app.pending import Changed
from ketachart.app.presence import Presence, half_renewed, not_here, wrong_secret
from ketachart.app.recorder import Recorder, Signing
from ketachart.app.trust import had_come_before, newest_elsewhere
from ketachart.crypto.errors import CryptoError, WrongPassphrase, WrongSheets
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.pins import make_pin_record
from ketachart.crypto.signing import Signer
from ketachart.domain import events as ev
from ketachart.domain.acts import Act, ChartVitals, Malformed, decide
from ketachart.domain.clinic import Context
from ketachart.domain.entries import CLINIC, Planned, person_stream
from ketachart.domain.formulary import Formulary
from ketachart.domain.people import Person
from ketachart.domain.protocols import ProtocolLibrary
from ketachart.domain.refusals import Code, Refusal
from ketachart.store.derived import Derived
from ketachart.store.errors import StoreError
from ketachart.store.vault import Vault

TAKEN_AT_ONCE = 200
ESCORT_DIGITS = 6
ID_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

__all__ = ["Changed", "Clinic", "Done", "Outcome", "Refused", "Trouble", "Turn", "unknown_session"]


class Clinic(Looking):
    """An open vault, and everything a person can do with it.

    Not for several threads at once: whoever opened it uses it.
    """

    def __init__(
        self,
        vault: Vault,
        site_key: bytes,
        keyring: Keyring,
        attempts: Attempts,
        clock: Clock,
        protocols: ProtocolLibrary,
        formulary: Formulary,
    ) -> None:
        super().__init__(vault, SteadyClock(clock))
        self.site_key = site_key
        self.keyring = keyring
        self._attempts = attempts
        self.books = Books(vault.log.stream, Derived(vault.db), protocols, formulary)
        self.books.entry_at = vault.log.entry
        self.books.newest_before = vault.log.newest_before
        self.books.elsewhere = partial(newest_elsewhere, vault.log)
        self.books.begin_behind(vault.log.newest_worked_in())
        vault.log.floors = self.books.floors
        self._recorder = Recorder(vault, self.books)
        self._presence = Presence()
        if vault.log.head.seq:
            # A clock behind what was recorded last was set, or has forgotten the time.
            self.clock.go_on_from(vault.log.last_recorded_at())

    # --- who is here -----------------------------------------------------------------------------

    def sign_in(self, user: str, passphrase: str) -> Turn | Refusal:
        """Sign in with the passphrase; wrong ones are slowed and recorded."""
        now = self.clock.now()
        wait = self._attempts.wait_s(user, now)
        if wait:
            return too_many_tries(wait)
        person = self.books.person(user.strip())
        try:
            unlocked = self.keyring.unlock(user, passphrase)
        except WrongPassphrase:
            self._attempts.failed(user, now)
            self._failed("passphrase", person)
            return wrong_secret()
        if person is None or person.disabled:
            self._failed("passphrase", person)
            return wrong_secret()
        if unlocked.signer.public_key.hex() != person.public_key:
            return half_renewed()
        return self.admit(person, unlocked.signer, self._attempts.succeeded(user))

    def admit(self, person: Person, signer: Signer, failures_before: int = 0) -> Turn:
        """Let someone in whose passphrase was proved; not where that can't be recorded."""
        for _ in range(failures_before):
            self._failed("passphrase", person)
        event = ev.SignedIn(how="passphrase")
        self.record_facts([Planned(stream=person_stream(person.id), event=event)], by=person.id)
        self._presence.arrive(person.id, signer, self.clock.now())
        return Turn(person=person)

    def take_over(self, user: str, pin: str) -> Turn | Refusal:
        """Take the keyboard over with the PIN."""
        person = self.books.person(user.strip())
        if person is None or person.disabled:
            # Told as somebody who exists and is not here: neither is looked into any further.
            self._failed("PIN", person)
            return not_here()
        refusal = self._presence.check_pin(person, pin, self.clock.now())
        if refusal is not None:
            self._failed("PIN", person)
            return refusal
        self._note(person_stream(person.id), person.id, ev.SignedIn(how="PIN"))
        return Turn(person=person)

    def people(self) -> tuple[Person, ...]:
        """Everyone, by name."""
        return self.books.people()

    def present(self) -> tuple[Person, ...]:
        """Who signed in with the passphrase in this shift."""
        now = self.clock.now()
        return tuple(each for each in self.people() if self._presence.is_here(each.id, now))

    def _failed(self, how: str, person: Person | None) -> None:
        stream = person_stream(person.id) if person else CLINIC
        event = ev.SignInFailed(how=how, person=person.id if person else "")
        self._note(stream, self.vault.log.device, event)

    # --- doing -----------------------------------------------------------------------------------

    def perform(
        self,
        act: Act,
        turn: Turn,
        *,
        own_secret: str = "",
        second_secret: str = "",
        step: int | None = None,
        draft: str = "",
    ) -> Outcome:
        """Do something: checked, signed where it must be, and on disk when this returns.

        Args:
            act: what is wished.
            turn: who wishes it.
            own_secret: PIN or passphrase of the author, for what the author signs.
            second_secret: PIN or passphrase of the second person.
            step: a scenario's step number, kept with a refusal.
            draft: the place of a draft that this records, and that goes with it.
        """
        try:
            return self._steadily(
                lambda: self._perform(act, turn, own_secret, second_secret, step, draft)
            )
        except (StoreError, CryptoError) as error:
            return self._failed_with(error)

    def check(self, act: Act, turn: Turn) -> Refusal | None:
        """What would be refused, without doing or recording anything."""
        outcome = decide(act, self.books, Context(by=turn.person, now=self.clock.now()))
        return outcome if isinstance(outcome, Refusal) else None

    def _perform(
        self,
        act: Act,
        turn: Turn,
        own_secret: str,
        second_secret: str,
        step: int | None,
        draft: str,
    ) -> Outcome:
        now = self.clock.now()
        person = self.books.person(turn.person.id)
        if person is None or person.disabled:
            return Refused(refusal=wrong_secret())
        signers = self._proved(act, person, own_secret, second_secret)
        if isinstance(signers, Refusal):
            return self._refuse(act, person.id, signers, step)
        plan = self._waits(act) or decide(act, self.books, Context(by=person, now=now))
        if isinstance(plan, Refusal):
            return self._refuse(act, person.id, plan, step)
        missing = self._missing_secret(act, signers)
        if missing is not None:
            return self._refuse(act, person.id, missing, step)
        if isinstance(act, ChartVitals):
            draft = draft or f"vitals:{act.about_session}"
        return self._recorder.record(plan, person.id, now, signers, draft)

    def _proved(
        self, act: Act, person: Person, own_secret: str, second_secret: str
    ) -> list[Signing] | Refusal:
        """Check the secrets that were given."""
        wanted = [(person, own_secret, act.meaning or "", "own_secret")]
        second = self.books.person(act.second_person)
        if second is not None and second.id != person.id:
            wanted.append((second, second_secret, act.second_meaning, "second_secret"))
        signers = []
        for who, secret, meaning, field in wanted:
            if meaning and secret:
                refusal = self._prove(who, secret)
                if refusal is not None:
                    return replace(refusal, about=field)
                key = self._presence.signer(who.id)
                signers.append(Signing(person=who.id, meaning=meaning, key=key))
        return signers

    def _missing_secret(self, act: Act, signers: Sequence[Signing]) -> Refusal | None:
        signed = {(each.person, each.meaning) for each in signers}
        second = act.second_person
        if act.meaning and not any(meaning == act.meaning for _, meaning in signed):
            return sign_first("Your PIN is missing.", "own_secret")
        if second and (second, act.second_meaning) not in signed:
            return sign_first("The second person's PIN is missing.", "second_secret")
        return None

    def _prove(self, person: Person, secret: str) -> Refusal | None:
        """Check a PIN, or a passphrase where the PIN will not do."""
        now = self.clock.now()
        if looks_like_pin(secret):
            refusal = self._presence.check_pin(person, secret, now)
            if refusal is not None:
                self._failed("PIN", person)
            return refusal
        turn = self.sign_in(person.id, secret)
        return turn if isinstance(turn, Refusal) else None

    def turn_away(self, act: Act, refusal: Refusal, step: int | None = None) -> Refused:
        """Record what someone wished who could not be signed in."""
        return self._refuse(act, self.vault.log.device, refusal, step)

    def _refuse(self, act: Act, author: str, refusal: Refusal, step: int | None) -> Refused:
        """Record that something was refused, without its values."""
        session = act.about_session if self.books.session(act.about_session) else ""
        do = act.intended if isinstance(act, Malformed) else act.do
        event = ev.ActRefused(do=do, code=refusal.code.value, session=session, step=step)
        self._note(CLINIC, author, event)
        return Refused(refusal=refusal)

    def establish(self, facts: Sequence[Planned], founded: ev.ClinicFounded) -> None:
        """Record a clinic's first facts, in a vault that holds none."""
        if self.books.founded is not None:
            raise ValueError("this vault holds a clinic already")
        self._recorder.keep_time_of(ZoneInfo(founded.timezone))
        self._recorder.record(facts, self.vault.log.device, self.clock.now())

    def record_facts(
        self, facts: Sequence[Planned], by: str = "", at: datetime | None = None
    ) -> None:
        """Record what is no one's act: that this workstation joined, or goes on from a backup.

        Args:
            facts: what to record.
            by: who it is of; this workstation, where it is nobody.
            at: when; now, where it is left out.
        """
        self._recorder.record(facts, by or self.vault.log.device, at or self.clock.now())

    def adopt_keys(self) -> None:
        """Take people's keys over that came from other workstations, so that they sign in here.

        Where the keyring can't be saved, it is tried again at the next opening.
        """
        path = self.vault.files.keyring
        with suppress(CryptoError):
            renewed = with_slots_of_the_log(self.vault.log, path, self.site_key)
            self.keyring = renewed or self.keyring

    def give_access(self, person: Person, passphrase: str, pin: str) -> None:
        """Give a person a new passphrase, PIN and signing key; what they signed before still holds.

        Raises:
            StoreError: the disk failed.
            CryptoError: the keyring is damaged or could not be saved.
        """
        self.keyring.remove_person(self.site_key, person.id)
        signer = self.keyring.add_person(self.site_key, person.id, passphrase)
        renewed = replace(
            person, public_key=signer.public_key.hex(), pin_record=make_pin_record(pin)
        )
        stream, by = person_stream(person.id), self.vault.log.device
        facts = (ev.PersonAdded(person=renewed), ev.AccessRecovered(person=person.id))
        plan = [Planned(stream=stream, event=fact) for fact in facts]
        plan.append(slot_planned(self.keyring, person.id))
        self._recorder.record(plan, by, self.clock.now())
        self.keyring.save(self.vault.files.keyring)

    def dismiss(self, person: str) -> None:
        """A PIN of someone will do no more until they sign in again."""
        self._presence.leave(person)

    def note_backup(self, event: ev.BackupMade | ev.BackupProven, by: str = "") -> None:
        """Record what came of a backup."""
        self._note(CLINIC, by or self.vault.log.device, event)

    def prove_sheets(self, sheets: Sequence[str], by: str = "") -> Refusal | Trouble | None:
        """Whether two recovery sheets, typed in, open the keyring; that they do is recorded.

        Args:
            sheets: the words of each sheet.
            by: who typed them; this workstation, where nobody has signed in yet.
        """
        try:
            self.keyring.recover(sheets)
            self.record_facts([Planned(stream=CLINIC, event=ev.SheetsProven())], by)
        except WrongSheets as error:
            remedy = "Read both again: each word counts, and the sheets must be two different ones."
            return Refusal(code=Code.SHEETS_WRONG, sentence=str(error), remedy=remedy)
        except (StoreError, CryptoError) as error:
            return Trouble(sentence=str(error))
        return None

    def _note(self, stream: str, author: str, event: ev.Event) -> None:
        """Record something that is no one's act: a refusal, a reading, a sign-in."""
        self._recorder.note(Planned(stream=stream, event=event), author, self.clock.now())

    # --- names and listeners -------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        """A name for something new, such as `s-7GQ4X2`."""
        return f"{prefix}-{''.join(secrets.choice(ID_LETTERS) for _ in range(8))}"

    def new_code(self) -> str:
        """Six digits for an escort to bring back, none of them alike to the one before."""
        digits = [secrets.choice("0123456789")]
        while len(digits) < ESCORT_DIGITS:
            digits.append(secrets.choice([each for each in "0123456789" if each != digits[-1]]))
        return "".join(digits)

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Be told of every change; call what is returned to stop."""
        return self._recorder.subscribe(listener)

    def take_in(self, most: int = TAKEN_AT_ONCE) -> int:
        """Work in what came from other workstations, and tell whoever subscribed.

        Args:
            most: how many entries at once; a few hundred take a few milliseconds.

        Returns:
            How many there were; 0 when all are worked in.

        Raises:
            StoreError: the disk failed, or what came does not follow from anything here.
        """
        count = self._recorder.take_in(most)
        self._presence.leave_if_renewed(self.books.person)
        if not count:
            self.adopt_keys()
            if told := list(had_come_before(self.vault.log)):
                self.record_facts(told)
        return count

    def tell(self, changed: Changed) -> None:
        """Tell whoever subscribed."""
        self._recorder.tell(changed)

    # --- time ------------------------------------------------------------------------------------

    def set_clock(self, clock: Clock) -> None:
        """Go on by another clock, as a training clinic does once its scenario is played."""
        self.clock = SteadyClock(clock)

    def watch_clock(self) -> int:
        """Look whether somebody set the computer's clock; that is recorded.

        Its new time is taken up once nobody is in a chair: until then times go on evenly.

        Returns:
            By how many seconds it was set since the last look, 0 if it was not.
        """
        jump = self.clock.jump_s()
        if jump:
            with suppress(StoreError):  # told on screen; the next commit says what is wrong
                self._note(CLINIC, self.vault.log.device, ev.ClockJumped(seconds=jump))
        if not self.books.in_chair():
            self.clock.follow()
        return jump

    def close(self) -> None:
        """Let the vault go."""
        with suppress(StoreError):
            self._recorder.settle(self.clock.now())
        self.vault.close()
