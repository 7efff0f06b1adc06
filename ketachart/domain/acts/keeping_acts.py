"""Where backups go."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import Raw, invalid, text
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned


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
