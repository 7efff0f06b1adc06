"""PIN verifiers: short secrets, kept only inside the encrypted vault."""

import re
import secrets
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ketachart.crypto.errors import CostRefused, PinRecordDamaged
from ketachart.crypto.passphrases import (
    KEY_BYTES,
    SALT_BYTES,
    SMALLEST_COST,
    Argon2Cost,
    secret_bytes,
)

VERSION: Final = "pin1"
_RECORD: Final = re.compile(
    r"pin1(\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+)",
)


def make_pin_record(pin: str, cost: Argon2Cost = SMALLEST_COST) -> str:
    """The verifier to keep for a PIN; made anew each time it is set."""
    kdf = Argon2id(
        salt=secrets.token_bytes(SALT_BYTES),
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return VERSION + kdf.derive_phc_encoded(secret_bytes(pin))


def verify_pin(record: str, pin: str) -> bool:
    """Whether this is the PIN the record was made from.

    Raises:
        PinRecordDamaged: the record has a form or a cost this program does not know.
    """
    known = _RECORD.fullmatch(record)
    if known is None:
        raise PinRecordDamaged
    encoded, memory, passes, lanes = known.groups()
    try:
        Argon2Cost(memory_kib=int(memory), passes=int(passes), lanes=int(lanes))
        Argon2id.verify_phc_encoded(secret_bytes(pin), encoded)
    except InvalidKey:
        # Also what the library says of a salt or hash that is not base64.
        return False
    except (CostRefused, ValueError) as error:
        raise PinRecordDamaged from error
    return True
