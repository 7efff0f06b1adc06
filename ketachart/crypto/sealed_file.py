"""A file sealed in chunks, so that it can be written and read as it comes, of any size.

Each chunk is sealed by AES-256-GCM under a key of this file alone. The nonce is the chunk's number
and whether it is the last; the file's clear header is bound to every chunk. So nothing can be
changed, left out, put in another order, cut off or taken from another file (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ketachart.crypto.errors import SealBroken

CHUNK_BYTES: Final = 1 << 20
_TAG_BYTES: Final = 16
_NUMBER_BYTES: Final = 11


def seal(pieces: Iterable[bytes], target: BinaryIO, key: bytes, header: bytes) -> None:
    """Write pieces of any sizes as sealed chunks.

    Args:
        pieces: what is to be sealed.
        target: where the chunks go, at its present place.
        key: 32 bytes that seal nothing else.
        header: what stands in clear before the chunks.

    Raises:
        OSError: the disk failed.
    """
    cipher, bound = AESGCM(key), hashlib.sha256(header).digest()
    # The same memory for every chunk: asking the system for it anew takes longer than the cipher.
    chunk, sealed = bytearray(CHUNK_BYTES), bytearray(CHUNK_BYTES + _TAG_BYTES)
    number = filled = 0
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            if filled == CHUNK_BYTES:
                cipher.encrypt_into(_nonce(number, is_last=False), chunk, bound, sealed)
                target.write(sealed)
                number, filled = number + 1, 0
            taken = min(CHUNK_BYTES - filled, len(rest))
            chunk[filled : filled + taken] = rest[:taken]
            filled, rest = filled + taken, rest[taken:]
    target.write(cipher.encrypt(_nonce(number, is_last=True), bytes(chunk[:filled]), bound))


def opened(source: BinaryIO, key: bytes, header: bytes) -> Iterator[bytes]:
    """What was sealed, chunk by chunk; what was given out before an error must not be used.

    Raises:
        SealBroken: a chunk is not as it was sealed, or some are missing.
        OSError: the disk failed.
    """
    cipher, bound = AESGCM(key), hashlib.sha256(header).digest()
    number, chunk = 0, source.read(CHUNK_BYTES + _TAG_BYTES)
    while True:
        following = source.read(CHUNK_BYTES + _TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), chunk, bound)
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_NUMBER_BYTES, "big") + bytes([is_last])
