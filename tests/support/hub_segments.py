"""Segments as a hub sees them: numbers, hashes, and bytes that it cannot read."""

import hashlib

from support.postgres import SITE

from ketachart.sync.segment import Segment


def hash_of(device: str, seq: int, branch: str = "") -> bytes:
    """A hash that stands for an entry of a workstation."""
    return hashlib.sha256(f"{device}/{seq}/{branch}".encode()).digest()


def segment(
    device: str = "ws-00000001",
    first: int = 1,
    last: int = 1,
    *,
    site: str = SITE,
    branch: str = "",
    sealed: bytes = b"",
) -> Segment:
    """A run of entries that no key opens."""
    return Segment(
        site=site,
        device=device,
        first_seq=first,
        last_seq=last,
        prev_hash=hash_of(device, first - 1) if first > 1 else bytes(32),
        tip_hash=hash_of(device, last, branch),
        tip_sig=bytes(64),
        fmt=1,
        sealed=sealed or f"{device} {first}-{last}{branch}".encode().ljust(40, b"."),
    )
