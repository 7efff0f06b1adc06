"""Which files make up a vault."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class VaultFiles:
    """Where the files of a vault lie."""

    folder: Path

    @property
    def keyring(self) -> Path:
        """The wrapped keys."""
        return self.folder / "keyring.json"

    @property
    def workstation(self) -> Path:
        """Which clinic and workstation this is; written last, so that it marks a whole vault."""
        return self.folder / "workstation.json"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "ketachart.db"

    @property
    def anchor(self) -> Path:
        """The signed heads of the log."""
        return self.folder / "ketachart.anchor"

    @property
    def lock(self) -> Path:
        """Held by the one instance that has the vault open."""
        return self.folder / "vault.lock"
