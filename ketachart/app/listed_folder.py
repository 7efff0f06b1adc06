"""A folder whose files are listed with their digests, and that checks itself in any browser."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ketachart.app.files import write_durably
from ketachart.app.resources import resource_folder
from ketachart.exports import packet


@dataclass(slots=True)
class ListedFolder:
    """A folder that is being written; each file is on the disk once it is listed."""

    folder: Path
    files: list[packet.Listed] = field(default_factory=list)

    def put(self, name: str, holds: str, content: bytes) -> None:
        """Write a file at one go.

        Raises:
            OSError: the disk failed.
        """
        write_durably(self.folder / name, content)
        self.files.append(packet.listed(name, holds, content))

    @contextmanager
    def growing(self, name: str, holds: str) -> Iterator["GrowingFile"]:
        """A file that is written piece by piece, and listed at the end.

        Raises:
            OSError: the disk failed.
        """
        with (self.folder / name).open("xb") as file:
            growing = GrowingFile(file)
            yield growing
            file.flush()
            os.fsync(file.fileno())
        digest = growing.digest.hexdigest()
        self.files.append(packet.Listed(name=name, holds=holds, size=growing.size, digest=digest))

    def put_sums(self, name: str, holds: str) -> None:
        """Write the digests of all files so far in the form that `sha256sum --check` reads.

        Raises:
            OSError: the disk failed.
        """
        lines = [f"{each.digest}  {each.name}\n" for each in self.files]
        self.put(name, holds, "".join(lines).encode())

    def finish(self, cover: packet.Cover, heading: str = packet.OF_DRUGS) -> str:
        """Add the checking page and the manifest; the digest of the manifest."""
        template = (resource_folder() / "inspection" / packet.PAGE).read_text(encoding="utf-8")
        page = packet.checking_page(template, cover, self.files, heading)
        self.put(packet.PAGE, "Checks the files in any browser", page)
        manifest = packet.manifest(cover, self.files)
        self.put(packet.MANIFEST, "All files with their digests", manifest)
        return self.files[-1].digest


class GrowingFile:
    """A file and the digest of what is in it so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        """Add a piece."""
        self._file.write(content)
        self.digest.update(content)
        self.size += len(content)
