"""The keyring's file: one entry a line, each with its own check, and a seal over the whole.

The file is JSON, yet read line by line, so that damage to one person's line locks out nobody else.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from ketachart.crypto.errors import CostRefused, KeyringDamaged
from ketachart.crypto.passphrases import SALT_BYTES
from ketachart.crypto.slots import (
    Fields,
    NotASlot,
    PersonSlot,
    RecoverySlot,
    bytes_of,
    canonical,
    read_line,
    spelled,
    text_of,
    written_line,
)

FORMAT: Final = "ketachart-keyring-1"
_MAC_BYTES: Final = 32


@dataclass(slots=True)
class KeyringFile:
    """What stands in a keyring file, and how much of it could not be read."""

    site: str
    salt: bytes
    slots: dict[str, PersonSlot] = field(default_factory=dict)
    recovery: RecoverySlot | None = None
    mac: bytes = b""
    damaged_lines: int = 0

    def sealed_part(self) -> bytes:
        """What the seal stands for: every entry but the seal itself."""
        return canonical({"entries": self._entries()}).encode("ascii")

    def to_bytes(self) -> bytes:
        """The file's content."""
        lines = [written_line(fields) for fields in self._entries()]
        lines.append(written_line({"kind": "seal", "mac": spelled(self.mac)}))
        return ("[\n" + ",\n".join(lines) + "\n]\n").encode("ascii")

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> Self:
        """Read a file's content, keeping every entry that is whole.

        Raises:
            KeyringDamaged: the first entry, without which no other can be found, is damaged.
        """
        lines = untrusted.decode("latin-1").split("\n")
        try:
            file = cls._headed_by(lines[1].removesuffix(","))
        except (NotASlot, IndexError) as error:
            raise KeyringDamaged from error
        for line in lines[2:-2]:
            try:
                file.take(read_line(line.removesuffix(",")))
            except (NotASlot, CostRefused):
                file.damaged_lines += 1
        if not file.damaged_lines and file.to_bytes() != untrusted:
            file.damaged_lines = 1
        return file

    def take(self, fields: Fields) -> None:
        """Take in one entry; raises NotASlot or CostRefused."""
        match text_of(fields, "kind"):
            case "person":
                slot = PersonSlot.from_fields(fields)
                self.slots[slot.tag] = slot
            case "recovery":
                self.recovery = RecoverySlot.from_fields(fields)
            case "seal":
                self.mac = bytes_of(fields, "mac", _MAC_BYTES)
            case _:
                raise NotASlot

    @classmethod
    def _headed_by(cls, untrusted_line: str) -> Self:
        header = read_line(untrusted_line)
        if text_of(header, "format") != FORMAT:
            raise NotASlot
        return cls(site=text_of(header, "site"), salt=bytes_of(header, "salt", SALT_BYTES))

    def _entries(self) -> list[Fields]:
        header = {"kind": "keyring", "format": FORMAT, "site": self.site}
        entries: list[Fields] = [{**header, "salt": spelled(self.salt)}]
        entries += [self.slots[tag].fields() for tag in sorted(self.slots)]
        if self.recovery is not None:
            entries.append(self.recovery.fields())
        return entries
