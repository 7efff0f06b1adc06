"""Whether the files of an open database are still where they were opened."""

import os
import sys
from pathlib import Path

from ketachart.store.errors import StoreGone, StoreReadOnly


class OpenFiles:
    """The files of a database, which must stay where they were opened.

    Where an open file may be removed or moved, what is written goes on into it and is lost with
    it. Windows lets nobody do that.
    """

    def __init__(self, database: Path) -> None:
        self._paths = (str(database), f"{database}-wal")
        self._opened: list[tuple[int, int]] = []

    def require_in_place(self) -> None:
        """Look, within a transaction; the first one finds them as they were opened.

        Raises:
            StoreGone: one is missing, or another stands in its place.
            StoreReadOnly: the folder is closed to the program.
        """
        if sys.platform == "win32":
            return
        try:
            found = [(each.st_dev, each.st_ino) for each in map(os.stat, self._paths)]
        except PermissionError as error:
            raise StoreReadOnly from error
        except OSError as error:
            raise StoreGone from error
        self._opened = self._opened or found
        if found != self._opened:
            raise StoreGone
