"""Where backups go, and which recovery sheets open the records."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, text
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, KEYS, Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBackupPlace(Act):
    """Have a backup made in a folder every day from now on."""

    do: ClassVar[str] = "backup.place"
    folder: Raw = None

    @property
    def right(self) -> str:
        """The right of whoever makes backups."""
        return "backup.make"

    def decide(self, world: World, context: Context) -> Plan:
        """A folder's name; whether it takes files is seen at once after."""
        del world, context
        folder = text(self.folder, "folder", "The folder")
        if not folder.isprintable():
            invalid("The folder's name can't be read.", "Choose it again.", "folder")
        return (Planned(stream=CLINIC, event=ev.BackupPlaceChosen(folder=folder)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewSheets(Act):
    """Put new recovery sheets in force, two of which were proven; those before open nothing."""

    do: ClassVar[str] = "sheets.renew"
    meaning: ClassVar[str] = "renewed the recovery sheets"
    slot: str = ""

    def decide(self, world: World, context: Context) -> Plan:
        """The line is made, and the sheets are proven, by `app.new_sheets`."""
        del world, context
        return (
            Planned(stream=CLINIC, event=ev.SheetsProven()),
            Planned(stream=KEYS, event=ev.RecoveryKept(slot=self.slot)),
        )
