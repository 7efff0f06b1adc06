"""What lies in a folder before anything of it is opened."""

from pathlib import Path

from ketachart.store.vault_files import VaultFiles


def stands_in(folder: Path) -> bool:
    """Whether a vault, or part of one, stands in a folder."""
    files = VaultFiles(folder)
    return any(path.exists() for path in (files.keyring, files.workstation, files.database))
