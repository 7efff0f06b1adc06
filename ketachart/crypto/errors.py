"""What can go wrong with keys and seals, each as one sentence for a person."""

from typing import ClassVar


class CryptoError(Exception):
    """Base of every failure of keys, seals and signatures."""

    code: ClassVar[str] = "keys.failed"
    sentence: ClassVar[str] = "A key or a seal could not be used."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class KeyringMissing(CryptoError):
    """There is no keyring file, or it cannot be read."""

    code = "keyring.missing"
    sentence = "The keyring file of this vault is missing or cannot be read."


class KeyringDamaged(CryptoError):
    """The keyring file was changed or damaged."""

    code = "keyring.damaged"
    sentence = "The keyring file of this vault is damaged; put back the copy kept with a backup."


class KeyringNotSaved(CryptoError):
    """The keyring file could not be replaced; the old one stands."""

    code = "keyring.not-saved"
    sentence = "The keyring could not be saved; the one before still holds."


class WrongPassphrase(CryptoError):
    """Person and passphrase do not fit; which of the two is not said."""

    code = "auth.failed"
    sentence = "Person and passphrase do not fit together."


class WrongSheets(CryptoError):
    """The recovery sheets do not open this keyring."""

    code = "keyring.wrong-sheets"
    sentence = "These recovery sheets do not open this keyring; two different ones are needed."


class PersonHasSlot(CryptoError):
    """A person is given a second slot without losing the first."""

    code = "keyring.person-exists"
    sentence = "This person already has a passphrase in this keyring."


class CostRefused(CryptoError):
    """The parameters of a passphrase are too weak or too heavy to be used."""

    code = "keys.cost-refused"
    sentence = "The strength asked for a passphrase is outside what this program allows."


class PinRecordDamaged(CryptoError):
    """A stored PIN verifier has a form this program does not know."""

    code = "keys.pin-record-damaged"
    sentence = "The stored PIN of this person is damaged; it has to be set again."


class BadSignature(CryptoError):
    """A signature does not belong to this key and message."""

    code = "keys.bad-signature"
    sentence = "A signature does not fit what it is said to sign."


class SealBroken(CryptoError):
    """A sealed file is not as it was sealed."""

    code = "seal.broken"
    sentence = "The sealed file was changed, damaged or cut off."
