"""What a workstation signs to have, so that another knows that its entries were delivered."""

from typing import Final

import msgspec

from ketachart.crypto.errors import BadSignature
from ketachart.crypto.signing import verify
from ketachart.store.codec import UNREADABLE
from ketachart.store.entries import Head
from ketachart.store.peers import Peers
from ketachart.sync.parties import Own, Trust

_PURPOSE: Final = b"ketachart-receipt-1"
_Vector = list[tuple[str, int, bytes]]
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Vector)


class SignedReceipt(msgspec.Struct, frozen=True, array_like=True):
    """A receipt as it travels; nothing of it is to be believed before it was checked.

    Attributes:
        workstation: who has it.
        at: when it signed, as the log spells times.
        has: the newest entry it has of every workstation, packed.
        signature: Ed25519, 64 bytes.
    """

    workstation: str
    at: str
    has: bytes
    signature: bytes


def own_receipt(peers: Peers, own: Own, site: str) -> SignedReceipt:
    """What this workstation has now, signed."""
    has = _ENCODER.encode(sorted(peers.heads().values()))
    at = peers.now()
    signature = own.signer.sign(_signed_form(site, own.device, at, has))
    return SignedReceipt(workstation=own.device, at=at, has=has, signature=signature)


def checked(receipt: SignedReceipt, site: str, trust: Trust) -> dict[str, Head] | None:
    """The newest entries that a workstation has; None if it, or we, can't stand by that."""
    key = trust.key_of(receipt.workstation, ())
    if key is None:
        return None
    message = _signed_form(site, receipt.workstation, receipt.at, receipt.has)
    try:
        verify(key, receipt.signature, message)
        return {device: Head(device, seq, tip) for device, seq, tip in _DECODER.decode(receipt.has)}
    except (BadSignature, *UNREADABLE):
        return None


def _signed_form(site: str, workstation: str, at: str, has: bytes) -> bytes:
    parts = (_PURPOSE, site.encode(), workstation.encode(), at.encode(), has)
    return b"".join(len(part).to_bytes(4) + part for part in parts)
