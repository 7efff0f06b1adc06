"""What an administrator fills in about the workstations and their hub."""

from pathlib import Path
from typing import ClassVar

from ketachart.app.invitations import HOLDS
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress, HubRole, WorkstationStatus
from ketachart.domain.acts import Act, NameWorkstation, RetireWorkstation
from ketachart.domain.refusals import Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.hub_address import address_fault, owner_url, plain_url
from ketachart.ui.synchroniser import Synchroniser
from ketachart.ui.widgets.form import FieldRow, SecretField, TextField, heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.path_field import FileField, FolderField
from ketachart.ui.widgets.segmented import Segment, Segmented

_BY_STICK = ". Now write to the same stick: the other computer begins with what lies there."
_BUSY = "An exchange is under way."
_OWNER, _ROLE = "owner", "role"
_WAYS = (
    Segment(value=_OWNER, text="New hub"),
    Segment(value=_ROLE, text="Role given"),
)
_CERTIFICATE_HINT = "Of the hub, unless this computer trusts it anyway"
_CERTIFICATES = "Certificates (*.pem *.crt *.cer);;All files (*)"


class HubPanel(Panel):
    """Where the hub is: a database that is to be one, or a hub with a role for this workstation."""

    title: ClassVar[str] = "Set a hub up"
    verb: ClassVar[str] = "Use this hub"

    def __init__(self, desk: Desk, synchroniser: Synchroniser) -> None:
        super().__init__(desk, "")
        self._synchroniser = synchroniser
        known = synchroniser.exchanges.hub()
        self._way = Segmented(_WAYS, "What is there")
        self._way.setObjectName("hub_way")
        self._what = sentence(name="hub_what")
        self._url = TextField(
            "hub_url",
            "Address",
            hint="hub.clinic.example:5432/ketachart",
            text=plain_url(known.url) if known is not None else "",
        )
        self._role = TextField("hub_role", "Role", text=known.role if known is not None else "")
        self._password = SecretField("hub_password", "Password")
        self._ca = FileField("hub_ca", "Certificate file", _CERTIFICATES)
        self.add(self._way)
        self.add(self._what)
        self.add_field("Address", self._url, hint="Computer, port if not 5432, and database")
        self.add_field("Role", self._role)
        self.add_field("Password", self._password)
        self.add_field("Certificate file", self._ca, hint=_CERTIFICATE_HINT)
        self._way.chosen.connect(self._say_way)
        self._way.set_value(_ROLE if known is not None else _OWNER)
        self._say_way()

    def _say_way(self, _way: str = "") -> None:
        self._what.setText(
            "Role and password of the database's owner. What a hub needs is made there, and a role"
            " for this workstation; the owner's password is not kept."
            if self._way.value == _OWNER
            else "Role and password that were made for this workstation. They are kept inside the"
            " encrypted vault."
        )

    def submit_typed(self) -> bool:
        url, role, ca = self._url.typed, self._role.typed, self._ca.file
        password = self._password.text()
        file = str(ca) if ca is not None else ""
        fault = address_fault(url, role, password)
        if fault is not None:
            self.explain(fault)
            return False
        if self._way.value == _OWNER:
            begun = self._synchroniser.set_up_hub(owner_url(url, role, password), file)
        else:
            address = HubAddress(url=owner_url(url), role=role, password=password, ca=file)
            begun = self._synchroniser.use_hub(address)
        if not begun:
            self.bar.explain(_BUSY, "Try again in a moment.")
            return False
        self.done()
        return True

    def forget_secrets(self) -> None:
        super().forget_secrets()
        self._password.clear()


class InvitePanel(Panel):
    """A file that lets another computer join this clinic."""

    title: ClassVar[str] = "Invite a workstation"
    verb: ClassVar[str] = "Write the invitation"

    def __init__(self, desk: Desk, synchroniser: Synchroniser) -> None:
        super().__init__(desk, "")
        self._synchroniser = synchroniser
        self._folder = FolderField("invitation_folder", "Folder for the invitation")
        self._role = TextField("owner_role", "Owner of the database")
        self._password = SecretField("owner_password", "Owner's password")
        self.add(
            sentence(
                "Carry the file to the other computer, choose “Join a clinic” there at its first"
                " start, and sign in as somebody of this clinic. Without a passphrase of this"
                " clinic, or two recovery sheets, the file opens nothing. It serves one computer,"
                f" and holds for {HOLDS.days} days."
            )
        )
        self.add_field("Folder for the invitation", self._folder)
        self._is_waiting = False
        synchroniser.role_made.connect(self._write_with)
        synchroniser.changed.connect(self._show_waiting)
        self._has_hub = synchroniser.exchanges.hub() is not None
        if self._has_hub:
            self.add(heading("Its role at the hub"))
            self.add(
                sentence(
                    "With the owner of the hub's database, the invitation carries a role of its"
                    " own for the other workstation. Left empty, it joins from a stick."
                )
            )
            self.add_field("Owner of the database", self._role)
            self.add_field("Owner's password", self._password)

    def submit_typed(self) -> bool:
        if self._is_waiting:
            return False
        exchanges, hub = self._synchroniser.exchanges, self._synchroniser.exchanges.hub()
        file = self._file()
        if file is None:
            return False
        if hub is None or not self._role.typed:
            return self._told(exchanges.invite(self.desk.turn, file, ""), file, _BY_STICK)
        if refusal := exchanges.may_invite(self.desk.turn):
            self.explain(refusal)
            return False
        url = owner_url(hub.url, self._role.typed, self._password.text())
        self._is_waiting = self._synchroniser.make_role(url)
        if not self._is_waiting:
            self.bar.explain(_BUSY, "Try again in a moment.")
        self._show_waiting()
        return self._is_waiting

    def _file(self) -> Path | None:
        folder = self._folder.folder
        if folder is None or not folder.is_dir():
            self.bar.explain("There is no such folder.", "Plug the stick in, or choose another.")
            return None
        return folder / _free_name(folder)

    def _show_waiting(self) -> None:
        """Say that the hub is asked, until it answered; a trouble is told on the page."""
        was, self._is_waiting = self._is_waiting, self._is_waiting and self._is_busy()
        if self._is_waiting:
            self.bar.tell("The hub is asked for a role …")
        elif was:
            self.bar.clear()
        self.submit_button.setEnabled(not self._is_waiting)

    def _is_busy(self) -> bool:
        return self._synchroniser.state.is_busy

    def _write_with(self, role: HubRole) -> None:
        if not self._is_waiting:
            return
        self._is_waiting = False
        file = self._file()
        if file is not None:
            exchanges = self._synchroniser.exchanges
            self._told(exchanges.invite_with(self.desk.turn, file, role), file)

    def _told(self, answer: Refusal | Trouble | None, file: Path, next_step: str = "") -> bool:
        if isinstance(answer, Refusal):
            self.explain(answer)
            return False
        if isinstance(answer, Trouble):
            self.bar.explain(answer.sentence, "No invitation was written.", answer.code)
            return False
        self._synchroniser.told.emit(f"The invitation is written: {file.name}{next_step}", "")
        self.done()
        return True

    def forget_secrets(self) -> None:
        super().forget_secrets()
        self._password.clear()


class NamePanel(Panel):
    """What the clinic calls a workstation."""

    title: ClassVar[str] = "Name a workstation"
    verb: ClassVar[str] = "Name it"

    def __init__(self, desk: Desk, status: WorkstationStatus) -> None:
        super().__init__(desk, "")
        self._status = status
        self._name = TextField("workstation_name", "Name")
        self.add(
            sentence(
                f"{status.device}: all workstations show the name, such as Room 2. In the record it"
                " stays what it is."
            )
        )
        self.add_field("Name", self._name)

    def act(self) -> Act:
        return NameWorkstation(device=self._status.device, name=self._name.typed)


class RetirePanel(Panel):
    """A workstation that is lost, broken or given away: what it still says is set aside."""

    title: ClassVar[str] = "Retire a workstation"
    verb: ClassVar[str] = "Retire"

    def __init__(self, desk: Desk, status: WorkstationStatus) -> None:
        super().__init__(desk, "")
        self._status = status
        self.add(
            sentence(
                f"{status.name}: what it recorded and sent stays. What it records from now on is"
                " set aside at every other workstation, and shown there. Its role at the hub goes"
                " on until whoever runs the hub ends it: ketachart hub retire, on the help page"
                " “The hub”.",
                "about_workstation",
            )
        )
        self._reason = self.add_reason("Why", ("Lost", "Stolen", "Broken", "Replaced"))

    def act(self) -> Act:
        return RetireWorkstation(device=self._status.device, reason=self._reason.typed)


class StickPanel(Panel):
    """Entries carried by hand: written to a stick, or read from one."""

    def __init__(self, desk: Desk, synchroniser: Synchroniser, folder: Path | None = None) -> None:
        super().__init__(desk, "")
        self._synchroniser = synchroniser
        self._folder = FolderField("stick_folder", "Folder on the stick", folder)
        self.add(sentence(self.words))
        self.add(FieldRow("Folder on the stick", self._folder))

    words: ClassVar[str] = ""
    is_writing: ClassVar[bool] = True

    def submit_typed(self) -> bool:
        folder = self._folder.folder
        if folder is None or not folder.is_dir():
            self.bar.explain("There is no such folder.", "Plug the stick in, or choose another.")
            return False
        if not self._synchroniser.with_courier(folder, "write" if self.is_writing else "read"):
            self.bar.explain(_BUSY, "Try again in a moment.")
            return False
        self.done()
        return True


class WriteStickPanel(StickPanel):
    """To a stick."""

    title: ClassVar[str] = "Write to a stick"
    verb: ClassVar[str] = "Write"
    words: ClassVar[str] = (
        "All that the others may miss is added to what lies there, sealed: whoever finds the stick"
        " reads nothing. It counts as arrived once a receipt comes back."
    )


class ReadStickPanel(StickPanel):
    """From a stick."""

    title: ClassVar[str] = "Read from a stick"
    verb: ClassVar[str] = "Read"
    words: ClassVar[str] = (
        "What the others wrote is checked and worked in. Write to the stick afterwards: that"
        " carries the receipt back."
    )
    is_writing: ClassVar[bool] = False


def _free_name(folder: Path) -> str:
    taken = {each.name for each in folder.glob("*.ketainvitation")}
    number = 1
    while (name := f"ketachart-{number}.ketainvitation") in taken:
        number += 1
    return name
