"""How a vault can fail, each kind with one sentence for the person in front of it."""

from typing import ClassVar, Self

import ketachart


class StoreError(Exception):
    """Base of every failure of the vault's files."""

    code: ClassVar[str] = "store.failed"
    sentence: ClassVar[str] = "The vault could not be used."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class StoreMissing(StoreError):
    """No vault stands in this folder."""

    code = "store.missing"
    sentence = "There is no vault in this folder."


class StoreExists(StoreError):
    """A vault is to be made where there is something already."""

    code = "store.exists"
    sentence = "There is a vault, or part of one, in this folder already; nothing was changed."


class StoreForeign(StoreError):
    """The file is a database, but none of ours."""

    code = "store.foreign"
    sentence = "The database in this folder was not made by this program; it was left alone."


class StoreTooNew(StoreError):
    """A later release made or upgraded this vault."""

    code = "store.too-new"
    sentence = "This vault was last used by a newer release; install that release to open it."

    @classmethod
    def than_this(cls, release: str) -> Self:
        """The same, naming the release that used the vault last, where it noted itself."""
        if release in {"", ketachart.__version__}:
            return cls()
        return cls(
            f"This vault was last used by KetaChart {release}; this is {ketachart.__version__}."
            f" Nothing was changed. Install {release} or newer on this computer to open it."
        )


class UpgradeHeld(StoreError):
    """A vault of another release could not be proven before anything in it was changed."""

    code = "upgrade.held"
    sentence = "This vault could not be brought up to date; it was left as it was."


class StoreLocked(StoreError):
    """Another instance holds this vault."""

    code = "store.locked"
    sentence = (
        "This vault is open in KetaChart on this computer already. Go on there, or close it there "
        "and try again."
    )


class StoreReadOnly(StoreError):
    """The folder or a file in it may not be written."""

    code = "store.read-only"
    sentence = "The vault's folder cannot be written; check its permissions and the disk."


class StoreFull(StoreError):
    """The disk has no room left."""

    code = "store.full"
    sentence = "The disk is full; this was not saved, what was saved before is safe."


class StoreDiskFault(StoreError):
    """The disk reported a fault."""

    code = "store.disk-fault"
    sentence = "The disk reported a fault; this was not saved."


class StoreGone(StoreError):
    """A file of the open vault was removed, moved or replaced."""

    code = "store.gone"
    sentence = (
        "The vault's folder, or a file in it, is not where it was; this was not saved. "
        "Put it back, or close the program."
    )


class StoreBusy(StoreError):
    """Something else held the database for too long."""

    code = "store.busy"
    sentence = "The vault was busy for too long; this was not saved, try again."


class WrongKey(StoreError):
    """The key does not open the database."""

    code = "store.wrong-key"
    sentence = "This key does not open this vault's database."


class StoreDamaged(StoreError):
    """Something of the vault is damaged, missing or was changed."""

    code = "store.damaged"
    sentence = "The vault's database is damaged."


class HeadMoved(StoreError):
    """Something was recorded since these entries were prepared."""

    code = "store.head-moved"
    sentence = "Something else was recorded in between; this was not saved, try again."


class StoreBug(StoreError):
    """The program used the database wrongly; not the person's fault, nor the machine's."""

    code = "store.bug"
    sentence = "The program made a mistake with its database; this was not saved."


class BackupDamaged(StoreError):
    """A backup is not as it was made."""

    code = "backup.damaged"
    sentence = "This backup is damaged, cut off, or was made for another clinic; it was not used."


class BackupTooNew(StoreError):
    """A later release made this backup."""

    code = "backup.newer"
    sentence = "A newer release made this backup; install that release to restore it."


class BackupNotWritten(StoreError):
    """The folder or drive did not take the backup."""

    code = "backup.not-written"
    sentence = "The backup can't be written there; nothing is left of it."
