"""Something sealed as a whole, small enough to be held in memory."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ketachart.crypto.errors import SealBroken

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Cipher:
    """Seals with AES-256-GCM under one key; a nonce is drawn for each and stands in front.

    At a site's few million segments two equal nonces of 96 random bits are less likely than 2^-50.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, content: bytes, bound: bytes) -> bytes:
        """Nonce, then the sealed content and its tag; `bound` stands in clear somewhere else."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealBroken: it, or what it is bound to, is not as it was sealed, or under another key.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
