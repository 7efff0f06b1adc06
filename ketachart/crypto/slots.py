"""What the lines of a keyring hold: a secret wrapped for a person, or for the recovery sheets."""

import base64
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ketachart.crypto.passphrases import KEY_BYTES, SALT_BYTES, Argon2Cost, stretch
from ketachart.crypto.signing import SEED_BYTES

Fields = Mapping[str, object]

NONCE_BYTES: Final = 12
TAG_DIGITS: Final = 32
_CHECK_DIGITS: Final = 16
_GCM_TAG_BYTES: Final = 16


class NotASlot(ValueError):
    """A line of the keyring is not what it should be."""


class WrongSecret(Exception):
    """A slot does not open with this secret, or was changed."""


def person_tag(keyring_salt: bytes, person: str) -> str:
    """How a person is found in the keyring without being named in it."""
    name = unicodedata.normalize("NFKC", person).strip().casefold()
    return hashlib.sha256(keyring_salt + name.encode("utf-8", "surrogatepass")).hexdigest()[
        :TAG_DIGITS
    ]


def canonical(fields: Fields) -> str:
    """The one spelling of these fields, so that any changed byte shows."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def written_line(fields: Fields) -> str:
    """One line of the file, with a check by which accidental damage is told from a wrong key."""
    check = hashlib.sha256(canonical(fields).encode()).hexdigest()[:_CHECK_DIGITS]
    return canonical({**fields, "check": check})


def read_line(untrusted_line: str) -> Fields:
    """The fields of one line.

    Raises:
        NotASlot: not a line this program wrote.
    """
    try:
        fields = json.loads(untrusted_line)
    except (ValueError, RecursionError) as error:
        raise NotASlot from error
    if not isinstance(fields, dict):
        raise NotASlot
    fields.pop("check", None)
    if written_line(fields) != untrusted_line:
        raise NotASlot
    return fields


def bytes_of(fields: Fields, name: str, length: int) -> bytes:
    """A field of bytes with a known length."""
    try:
        value = base64.b64decode(text_of(fields, name), validate=True)
    except ValueError as error:
        raise NotASlot from error
    if len(value) != length:
        raise NotASlot
    return value


def text_of(fields: Fields, name: str) -> str:
    """A field of text."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise NotASlot
    return value


def number_of(fields: Fields, name: str) -> int:
    """A field that is a whole number."""
    value = fields.get(name)
    if type(value) is not int:
        raise NotASlot
    return value


def spelled(value: bytes) -> str:
    """Bytes as they stand in the file."""
    return base64.b64encode(value).decode("ascii")


def _associated(site: str, fields: Fields) -> bytes:
    return canonical({**fields, "site": site}).encode()


def _seal(key: bytes, nonce: bytes, secret: bytes, associated: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, secret, associated)


def _unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag as error:
        raise WrongSecret from error


@dataclass(frozen=True, slots=True)
class PersonSecrets:
    """What a person's passphrase opens: the clinic's key and the seed of the own signing key."""

    site_key: bytes
    seed: bytes

    def __repr__(self) -> str:
        return "PersonSecrets()"


@dataclass(frozen=True, slots=True)
class PersonSlot:
    """A person's secrets, wrapped by the passphrase."""

    tag: str
    cost: Argon2Cost
    salt: bytes
    nonce: bytes
    sealed: bytes = b""

    @classmethod
    def wrap(
        cls, site: str, tag: str, passphrase: str, cost: Argon2Cost, kept: PersonSecrets
    ) -> Self:
        """Wrap a person's secrets under a passphrase, with fresh salt and nonce."""
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        bare = cls(tag=tag, cost=cost, salt=salt, nonce=nonce)
        key = stretch(passphrase, salt, cost)
        sealed = _seal(
            key, nonce, kept.site_key + kept.seed, _associated(site, bare._public_fields())
        )
        return cls(tag=tag, cost=cost, salt=salt, nonce=nonce, sealed=sealed)

    def unwrap(self, site: str, passphrase: str) -> PersonSecrets:
        """Open the slot.

        Raises:
            WrongSecret: another passphrase, or anything of the slot was changed.
        """
        key = stretch(passphrase, self.salt, self.cost)
        opened = _unseal(key, self.nonce, self.sealed, _associated(site, self._public_fields()))
        return PersonSecrets(site_key=opened[:KEY_BYTES], seed=opened[KEY_BYTES:])

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Read a slot back; raises NotASlot (or CostRefused for parameters out of bounds)."""
        tag = text_of(fields, "tag")
        if len(tag) != TAG_DIGITS:
            raise NotASlot
        return cls(
            tag=tag,
            cost=Argon2Cost(
                memory_kib=number_of(fields, "memory_kib"),
                passes=number_of(fields, "passes"),
                lanes=number_of(fields, "lanes"),
            ),
            salt=bytes_of(fields, "salt", SALT_BYTES),
            nonce=bytes_of(fields, "nonce", NONCE_BYTES),
            sealed=bytes_of(fields, "sealed", KEY_BYTES + SEED_BYTES + _GCM_TAG_BYTES),
        )

    def fields(self) -> Fields:
        """The slot as it stands in the file."""
        return {**self._public_fields(), "sealed": spelled(self.sealed)}

    def _public_fields(self) -> Fields:
        return {
            "kind": "person",
            "tag": self.tag,
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": spelled(self.salt),
            "nonce": spelled(self.nonce),
        }


def decoy_slot(cost: Argon2Cost) -> PersonSlot:
    """A slot that no passphrase opens: an unknown person shall take as long as a known one."""
    return PersonSlot(
        tag="",
        cost=cost,
        salt=secrets.token_bytes(SALT_BYTES),
        nonce=secrets.token_bytes(NONCE_BYTES),
        sealed=secrets.token_bytes(KEY_BYTES + SEED_BYTES + _GCM_TAG_BYTES),
    )


@dataclass(frozen=True, slots=True)
class RecoverySlot:
    """The clinic's key, wrapped by the recovery key that is split over the printed sheets."""

    nonce: bytes
    sealed: bytes

    @classmethod
    def wrap(cls, site: str, recovery_key: bytes, site_key: bytes) -> Self:
        """Wrap the clinic's key under a recovery key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        associated = _associated(site, cls._public_fields(nonce))
        return cls(nonce=nonce, sealed=_seal(recovery_key, nonce, site_key, associated))

    def unwrap(self, site: str, recovery_key: bytes) -> bytes:
        """Open the slot; raises WrongSecret where the recovery key is another."""
        associated = _associated(site, self._public_fields(self.nonce))
        return _unseal(recovery_key, self.nonce, self.sealed, associated)

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Read a slot back; raises NotASlot."""
        return cls(
            nonce=bytes_of(fields, "nonce", NONCE_BYTES),
            sealed=bytes_of(fields, "sealed", KEY_BYTES + _GCM_TAG_BYTES),
        )

    def fields(self) -> Fields:
        """The slot as it stands in the file."""
        return {**self._public_fields(self.nonce), "sealed": spelled(self.sealed)}

    @staticmethod
    def _public_fields(nonce: bytes) -> Fields:
        return {"kind": "recovery", "nonce": spelled(nonce)}
