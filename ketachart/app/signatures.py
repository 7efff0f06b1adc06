"""What a signature covers, and whether it holds."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from ketachart.crypto.signing import Signer, verify
from ketachart.domain.events import SignatureGiven
from ketachart.store.entries import Head, Stored

FORMAT = b"ketachart-signature-1"
_Named = TypeVar("_Named", Stored, Head)


def ref_of(stored: Stored) -> str:
    """The name of a stored entry."""
    return f"{stored.device}:{stored.seq}"


def digest_of(entries: Iterable[Stored | Head]) -> str:
    """SHA-256 over the hashes of the entries meant, in the order of their names, hex."""
    ordered = sorted(entries, key=lambda stored: (stored.device, stored.seq))
    return hashlib.sha256(b"".join(stored.hash for stored in ordered)).hexdigest()


def _message(signer: str, meaning: str, digest: str) -> bytes:
    return b"\0".join([FORMAT, signer.encode(), meaning.encode(), digest.encode()])


def sign_entries(
    key: Signer, signer: str, meaning: str, entries: Sequence[Stored]
) -> SignatureGiven:
    """Sign exactly these entries."""
    digest = digest_of(entries)
    return SignatureGiven(
        signer=signer,
        meaning=meaning,
        digest=digest,
        signature=key.sign(_message(signer, meaning, digest)).hex(),
        entries=tuple(ref_of(stored) for stored in entries),
    )


def sign_stream(
    key: Signer, signer: str, meaning: str, entries: Sequence[Stored]
) -> SignatureGiven:
    """Sign a whole stream as it stands; the entries are all of it."""
    through: dict[str, int] = {}
    for stored in entries:
        through[stored.device] = max(stored.seq, through.get(stored.device, 0))
    digest = digest_of(entries)
    return SignatureGiven(
        signer=signer,
        meaning=meaning,
        digest=digest,
        signature=key.sign(_message(signer, meaning, digest)).hex(),
        through=through,
    )


def covered(given: SignatureGiven, stream: Iterable[_Named]) -> tuple[_Named, ...]:
    """The entries of its stream that a signature through a point covers."""
    through: Mapping[str, int] = given.through or {}
    return tuple(stored for stored in stream if stored.seq <= through.get(stored.device, 0))


def check(given: SignatureGiven, entries: Iterable[Stored | Head], public_key: str) -> None:
    """Return only if the signature holds for these entries.

    Raises:
        BadSignature: the entries are others than those signed, or the key is another's.
    """
    digest = digest_of(entries)
    message = _message(given.signer, given.meaning, digest)
    verify(bytes.fromhex(public_key), bytes.fromhex(given.signature), message)
