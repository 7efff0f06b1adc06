"""From a passphrase to a key: Argon2id, with parameters that are stored and bounded."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ketachart.crypto.errors import CostRefused

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What one guess costs; outside floor and ceiling it cannot even be spoken of.

    The floor is what OWASP accepts at least; the ceiling keeps a forged file from exhausting the
    machine of whoever signs in.
    """

    memory_kib: int = 128 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        fits = (
            19 * 1024 <= self.memory_kib <= 1024 * 1024
            and 2 <= self.passes <= 16
            and 1 <= self.lanes <= 16
        )
        if not fits:
            raise CostRefused

    @property
    def work(self) -> int:
        """Memory passed over in all, to tell a heavier cost from a lighter one."""
        return self.memory_kib * self.passes


STANDARD_COST: Final = Argon2Cost()
SMALLEST_COST: Final = Argon2Cost(memory_kib=19 * 1024, passes=2, lanes=1)


def secret_bytes(typed: str) -> bytes:
    """The bytes of what was typed, the same from every keyboard and system."""
    return unicodedata.normalize("NFC", typed).encode("utf-8", "surrogatepass")


def stretch(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """Derive the key that a passphrase stands for."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(secret_bytes(passphrase))
