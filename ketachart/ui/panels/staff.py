"""What an administrator fills in about people; whoever it is about types their own secrets."""

from typing import ClassVar

from ketachart.app.access import add_person, disable_person, renew_access
from ketachart.app.vaults import Newcomer
from ketachart.domain.acts import Act, AttestHandler, AttestOwn, ChangePerson, EnablePerson
from ketachart.domain.acts.people_acts import ATTESTATION
from ketachart.domain.people import Person, Role
from ketachart.domain.refusals import Code, Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.founding import ROLES
from ketachart.ui.widgets.form import QuestionRow, SecretField, TextField, YesNo, heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.tick_list import TickList

_KEPT = "Nothing was recorded. What you typed is kept."


class _Secrets:
    """Passphrase and PIN, each twice, typed by the person they will belong to."""

    def __init__(self, panel: Panel) -> None:
        self._fields = {
            name: SecretField(name, label)
            for name, label in (
                ("passphrase", "Passphrase"),
                ("passphrase_again", "Passphrase again"),
                ("pin", "PIN"),
                ("pin_again", "PIN again"),
            )
        }
        panel.add(heading("Typed by the person themselves"))
        hints = {
            "passphrase": "15 characters or more; a few words will do.",
            "pin": "Six digits.",
        }
        for name, field in self._fields.items():
            panel.add_field(field.accessibleName(), field, hint=hints.get(name, ""))

    @property
    def passphrase(self) -> str:
        """The passphrase typed first."""
        return self._fields["passphrase"].text()

    @property
    def pin(self) -> str:
        """The PIN typed first."""
        return self._fields["pin"].text()

    def fault(self) -> Refusal | None:
        """What was typed in two ways."""
        for name, words in (("passphrase", "passphrases"), ("pin", "PINs")):
            if self._fields[name].text() != self._fields[f"{name}_again"].text():
                return Refusal(
                    code=Code.INPUT_INVALID,
                    sentence=f"The two {words} are not alike.",
                    remedy="Type both again.",
                    about=f"{name}_again",
                )
        return None

    def forget(self) -> None:
        """Empty the fields."""
        for field in self._fields.values():
            field.clear()


class PersonPanel(Panel):
    """A panel about one person; nobody where someone is added."""

    def __init__(self, desk: Desk, person: Person | None) -> None:
        super().__init__(desk, "")
        self.person = person
        if person is not None:
            self.add(sentence(f"{person.titled}, signs in as {person.id}.", "about_person"))
        self.build()

    def build(self) -> None:
        """Add the fields."""

    @property
    def known(self) -> Person:
        """Whom it is about, as they are known now."""
        if self.person is None:
            raise LookupError(self.objectName())
        return self.desk.world.person(self.person.id) or self.person


class _Particulars:
    """Name, initials, roles, credentials and own registration."""

    def __init__(self, panel: Panel, person: Person | None = None) -> None:
        self.name = TextField("name", "Name", text=person.name if person else "")
        self.initials = TextField("initials", "Initials", text=person.initials if person else "")
        self.credentials = TextField(
            "credentials", "Credentials", text=person.credentials if person else ""
        )
        self.dea = TextField(
            "dea_registration",
            "Own DEA registration",
            text=person.dea_registration if person else "",
        )
        self.roles = TickList("roles", "Roles, one or several", ROLES)
        if person is not None:
            for role in person.roles:
                self.roles.tick(role.value)
        panel.add_field("Name", self.name)
        panel.add_field("Initials, as the log bears them", self.initials)
        panel.add_field("Roles, one or several", self.roles)
        panel.add_field("Credentials, such as RN", self.credentials)
        panel.add_field("Own DEA registration, of who orders", self.dea)


class AddPersonPanel(PersonPanel):
    """Someone new, with the passphrase and PIN they choose here."""

    title: ClassVar[str] = "Add a person"
    verb: ClassVar[str] = "Add"

    def build(self) -> None:
        self._about = _Particulars(self)
        self._id = TextField("id", "Signs in as", hint="rn.okafor")
        self.add_field("Signs in as, one short word that stays", self._id)
        self._secrets = _Secrets(self)

    def submit_typed(self) -> bool:
        fault = self._secrets.fault()
        if fault is not None:
            self.explain(fault)
            return False
        about = self._about
        person = Person(
            id=self._id.typed,
            name=about.name.typed,
            initials=about.initials.typed,
            roles=frozenset(Role(role) for role in about.roles.ticked),
            credentials=about.credentials.typed,
            dea_registration=about.dea.typed.upper(),
        )
        newcomer = Newcomer(
            person=person, passphrase=self._secrets.passphrase, pin=self._secrets.pin
        )
        return self.show_outcome(add_person(self.desk.clinic, self.desk.turn, newcomer))

    def forget_secrets(self) -> None:
        super().forget_secrets()
        self._secrets.forget()


class ChangePersonPanel(PersonPanel):
    """Other particulars or roles."""

    title: ClassVar[str] = "Change"

    def build(self) -> None:
        self._about = _Particulars(self, self.known)

    def act(self) -> Act:
        about = self._about
        return ChangePerson(
            person=self.known.id,
            name=about.name.typed,
            initials=about.initials.typed,
            roles=about.roles.ticked,
            credentials=about.credentials.typed,
            dea_registration=about.dea.typed,
        )


class RenewPanel(PersonPanel):
    """A new passphrase and PIN for someone who forgot theirs."""

    title: ClassVar[str] = "New passphrase and PIN"

    def build(self) -> None:
        self.add(sentence("What they signed before still holds: the old key stays in the log."))
        self._secrets = _Secrets(self)
        self.add(heading("Signed by you"))
        self._own = self.ask_own()

    def submit_typed(self) -> bool:
        fault = self._secrets.fault()
        if fault is not None:
            self.explain(fault)
            return False
        outcome = renew_access(
            self.desk.clinic,
            self.desk.turn,
            self.known.id,
            self._secrets.passphrase,
            self._secrets.pin,
            self._own.taken(),
        )
        return self.show_outcome(outcome)

    def done(self) -> None:
        self.told.emit(f"{self.known.name} has a new passphrase and PIN.")
        super().done()

    def forget_secrets(self) -> None:
        super().forget_secrets()
        self._secrets.forget()


class DisablePanel(PersonPanel):
    """Let someone sign in no more."""

    title: ClassVar[str] = "Disable"
    verb: ClassVar[str] = "Disable"

    def build(self) -> None:
        self.add(
            sentence(
                "They can no longer sign in or sign. Nothing they did is lost, and they can be"
                " enabled again."
            )
        )
        self._reason = self.add_reason("Why?", ("left the clinic", "on leave", "lost the badge"))

    def submit_typed(self) -> bool:
        clinic, turn = self.desk.clinic, self.desk.turn
        return self.show_outcome(disable_person(clinic, turn, self.known, self._reason.typed))


class EnablePanel(PersonPanel):
    """Let someone sign in again."""

    title: ClassVar[str] = "Enable"
    verb: ClassVar[str] = "Enable"

    def build(self) -> None:
        self.add(sentence("They sign in with the passphrase and PIN they had."))
        self._reason = self.add_reason("Why?", ("is back", "disabled by mistake"))

    def act(self) -> Act:
        return EnablePerson(person=self.known.id, reason=self._reason.typed)


class AttestPanel(PersonPanel):
    """A line of the register of authorised handlers, signed by whom it is about."""

    title: ClassVar[str] = "Authorised handler"
    verb: ClassVar[str] = "Attest"

    def build(self) -> None:
        today = self.desk.today
        self._from = TextField("effective_from", "From", text=today.isoformat())
        self._until = TextField("effective_until", "Until", hint="open")
        self._attested = YesNo("attested", "Do you attest this?")
        self.add_field("From", self._from, hint="Year, month, day")
        self.add_field("Until, if it ends", self._until, hint="Empty: until further notice")
        self.add(heading("Read and answered by the person themselves"))
        self.add(sentence(ATTESTATION, "attestation"))
        self.add(QuestionRow("Do you attest this?", self._attested))
        self._secret = self.ask_own("Their PIN or passphrase")
        if not self._is_own:
            # A refusal is shown at the field that it names.
            self._secret.setObjectName("second_secret")

    @property
    def _is_own(self) -> bool:
        return self.known.id == self.desk.turn.person.id

    def act(self) -> Act:
        made = AttestOwn if self._is_own else AttestHandler
        return made(
            person=self.known.id,
            effective_from=self._from.typed,
            effective_until=self._until.typed or None,
            attested=self._attested.answer,
        )

    def submit(self, act: Act) -> bool:
        secret = self._secret.taken()
        own, second = (secret, "") if self._is_own else ("", secret)
        return self.show_outcome(self.desk.perform(act, own_secret=own, second_secret=second))
