"""The keys worked out from the site key, one for each purpose."""

from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ketachart.crypto.passphrases import KEY_BYTES


class Purpose(StrEnum):
    """What a derived key is for; the values are part of the format and never change."""

    DATABASE = "database"
    WORKSTATION = "workstation"
    KEYRING_MAC = "keyring-mac"
    BACKUP = "backup"
    SYNC = "sync"


def subkey(site_key: bytes, purpose: Purpose, context: str = "") -> bytes:
    """The key for one purpose, and within it for one context (a device, say)."""
    info = f"ketachart/1/{purpose.value}/{context}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(site_key)


def database_key(site_key: bytes, device: str) -> bytes:
    """The key of one workstation's database file."""
    return subkey(site_key, Purpose.DATABASE, device)
