"""The keyring: the clinic's key, wrapped once for each person and once for the printed sheets."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from ketachart.crypto.derive import Purpose, subkey
from ketachart.crypto.durable_file import replace_durably
from ketachart.crypto.errors import (
    CostRefused,
    KeyringDamaged,
    KeyringMissing,
    KeyringNotSaved,
    PersonHasSlot,
    WrongPassphrase,
    WrongSheets,
)
from ketachart.crypto.keyring_file import KeyringFile
from ketachart.crypto.passphrases import KEY_BYTES, SALT_BYTES, STANDARD_COST, Argon2Cost
from ketachart.crypto.signing import SEED_BYTES, Signer
from ketachart.crypto.slots import (
    NotASlot,
    PersonSecrets,
    PersonSlot,
    RecoverySlot,
    WrongSecret,
    bytes_of,
    canonical,
    decoy_slot,
    person_tag,
    read_line,
    spelled,
    written_line,
)

SHEETS: Final = 3
SHEETS_NEEDED: Final = 2


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase gave: the clinic's key and the person's signing key."""

    site_key: bytes = field(repr=False)
    signer: Signer = field(repr=False)
    keyring_is_whole: bool


@dataclass(frozen=True, slots=True)
class NewSheets:
    """Three recovery sheets that open nothing yet.

    Attributes:
        words: the words of each sheet.
        line: what puts them in force, here and in the keyrings of other workstations.
        site: the clinic.
        slot: what two of them open.
    """

    words: tuple[str, str, str] = field(repr=False)
    line: bytes = field(repr=False)
    site: str
    slot: RecoverySlot = field(repr=False)

    def prove(self, sheets: Sequence[str]) -> None:
        """Try two of the three, as they were typed.

        Raises:
            WrongSheets: not two of these.
        """
        _opened_by(sheets, self.slot, self.site)


class Keyring:
    """The keys of a clinic; a change is on disk only after `save`."""

    def __init__(self, file: KeyringFile, cost: Argon2Cost) -> None:
        self._file = file
        self._cost = cost

    @classmethod
    def create(cls, site: str, cost: Argon2Cost = STANDARD_COST) -> tuple[Self, bytes]:
        """A new keyring and the new key of the clinic, 32 random bytes."""
        keyring = cls(KeyringFile(site=site, salt=secrets.token_bytes(SALT_BYTES)), cost)
        site_key = secrets.token_bytes(KEY_BYTES)
        keyring.discard_damaged(site_key)
        return keyring, site_key

    @classmethod
    def load(cls, path: Path, cost: Argon2Cost = STANDARD_COST) -> Self:
        """Read a keyring file; `cost` is what new slots will get.

        Raises:
            KeyringMissing: there is none, or it cannot be read.
            KeyringDamaged: so much is damaged that nobody can sign in.
        """
        try:
            untrusted = path.read_bytes()
        except OSError as error:
            raise KeyringMissing from error
        return cls.of(untrusted, cost)

    @classmethod
    def of(cls, untrusted: bytes, cost: Argon2Cost = STANDARD_COST) -> Self:
        """Read the content of a keyring file; raises KeyringDamaged."""
        return cls(KeyringFile.from_bytes(untrusted), cost)

    def save(self, path: Path) -> None:
        """Replace the keyring file, whole or not at all.

        Raises:
            KeyringNotSaved: the file before still stands.
        """
        try:
            replace_durably(path, self._file.to_bytes())
        except OSError as error:
            raise KeyringNotSaved from error

    @property
    def site(self) -> str:
        """The identifier of the clinic whose keys these are."""
        return self._file.site

    def has(self, person: str) -> bool:
        """Whether this person has a slot."""
        return person_tag(self._file.salt, person) in self._file.slots

    def add_person(self, site_key: bytes, person: str, passphrase: str) -> Signer:
        """Give a person a slot and a signing key of the own.

        Raises:
            PersonHasSlot: remove the old slot first; its signing key is then lost for good.
        """
        self._require_whole(site_key)
        if self.has(person):
            raise PersonHasSlot
        seed = secrets.token_bytes(SEED_BYTES)
        self._put(person, passphrase, PersonSecrets(site_key, seed))
        return Signer(seed)

    def unlock(self, person: str, passphrase: str) -> Unlocked:
        """Open a person's slot.

        An unknown person costs the same work and gets the same answer as a wrong passphrase.

        Raises:
            WrongPassphrase: person and passphrase do not fit.
            KeyringDamaged: they do not, and a line is damaged that may have been this person's.
        """
        kept = self._open(person, passphrase)
        return Unlocked(
            site_key=kept.site_key,
            signer=Signer(kept.seed),
            keyring_is_whole=not self.faults(kept.site_key),
        )

    def change_passphrase(self, person: str, old: str, new: str) -> None:
        """Wrap a person's secrets anew; clinic key and signing key stay."""
        kept = self._open(person, old)
        self._require_whole(kept.site_key)
        self._put(person, new, kept)

    def slot_of(self, person: str) -> bytes:
        """A person's line as it stands in the file, for the keyrings of other workstations.

        Raises:
            KeyError: the person has none.
        """
        slot = self._file.slots[person_tag(self._file.salt, person)]
        return written_line(slot.fields()).encode("ascii")

    def put_slot(self, site_key: bytes, person: str, line: bytes) -> bool:
        """Put a person's line in that was written at another workstation of this clinic.

        Returns:
            Whether the keyring is another now; an old line of that person goes.

        Raises:
            KeyringDamaged: the keyring is, or the line is not one of this person's.
        """
        try:
            slot = PersonSlot.from_fields(read_line(line.decode("ascii")))
        except (NotASlot, CostRefused, UnicodeDecodeError) as error:
            raise KeyringDamaged from error
        tag = person_tag(self._file.salt, person)
        if slot.tag != tag:
            raise KeyringDamaged
        if self._file.slots.get(tag) == slot:
            return False
        self._require_whole(site_key)
        self._file.slots[tag] = slot
        self._seal(site_key)
        return True

    def remove_person(self, site_key: bytes, person: str) -> None:
        """Take a person's slot out, if there is one."""
        self._require_whole(site_key)
        self._file.slots.pop(person_tag(self._file.salt, person), None)
        self._seal(site_key)

    def make_recovery_sheets(self, site_key: bytes) -> tuple[str, str, str]:
        """Three sheets of words, two of which open the keyring; older sheets no longer do."""
        new = self.new_sheets(site_key)
        self.put_recovery(site_key, new.line)
        return new.words

    def new_sheets(self, site_key: bytes) -> NewSheets:
        """Three sheets that may be put in force later; until then the older ones open.

        Raises:
            KeyringDamaged: the keyring is.
        """
        self._require_whole(site_key)
        recovery_key = secrets.token_bytes(KEY_BYTES)
        # The split secret is random already, so stretching it again would only cost time.
        ((first, second, third),) = generate_mnemonics(
            1, [(SHEETS_NEEDED, SHEETS)], recovery_key, iteration_exponent=0
        )
        slot = RecoverySlot.wrap(self.site, recovery_key, site_key)
        mac = spelled(self._recovery_mac(site_key, slot))
        line = written_line({**slot.fields(), "mac": mac}).encode("ascii")
        return NewSheets(words=(first, second, third), line=line, site=self.site, slot=slot)

    def takes_recovery(self, site_key: bytes, line: bytes) -> bool:
        """Whether a line was made by `new_sheets` of this clinic, here or elsewhere."""
        return self._recovery_in(site_key, line) is not None

    def put_recovery(self, site_key: bytes, line: bytes) -> bool:
        """Put sheets in force that were made here or at another workstation of this clinic.

        Returns:
            Whether the keyring is another now; the sheets before open it no longer.

        Raises:
            KeyringDamaged: the keyring is, or the line is not one of this clinic's.
        """
        slot = self._recovery_in(site_key, line)
        if slot is None:
            raise KeyringDamaged
        if self._file.recovery == slot:
            return False
        self._require_whole(site_key)
        self._file.recovery = slot
        self._seal(site_key)
        return True

    def recover(self, sheets: Sequence[str]) -> bytes:
        """The clinic's key from two of the three sheets.

        Raises:
            WrongSheets: not two of the sheets made for this keyring.
        """
        if self._file.recovery is None:
            raise WrongSheets
        return _opened_by(sheets, self._file.recovery, self.site)

    def faults(self, site_key: bytes) -> tuple[str, ...]:
        """What is wrong with the file this was read from, a sentence each."""
        found = []
        if self._file.damaged_lines:
            found.append("A line of the keyring is damaged.")
        if not hmac.compare_digest(self._file.mac, self._mac_under(site_key)):
            found.append("The keyring's seal does not fit what it holds.")
        return tuple(found)

    def discard_damaged(self, site_key: bytes) -> None:
        """Accept the keyring without its damaged lines; whose they were needs a new slot."""
        self._file.damaged_lines = 0
        self._seal(site_key)

    def _open(self, person: str, passphrase: str) -> PersonSecrets:
        slots = self._file.slots
        slot = slots.get(person_tag(self._file.salt, person))
        if slot is None:
            costs = [slot.cost for slot in slots.values()]
            slot = decoy_slot(max(costs, key=lambda cost: cost.work, default=self._cost))
        try:
            return slot.unwrap(self.site, passphrase)
        except WrongSecret as error:
            if self._file.damaged_lines:
                raise KeyringDamaged from error
            raise WrongPassphrase from error

    def _put(self, person: str, passphrase: str, kept: PersonSecrets) -> None:
        tag = person_tag(self._file.salt, person)
        self._file.slots[tag] = PersonSlot.wrap(self.site, tag, passphrase, self._cost, kept)
        self._seal(kept.site_key)

    def _recovery_in(self, site_key: bytes, line: bytes) -> RecoverySlot | None:
        """The slot that a line holds; None where it is damaged or another clinic's."""
        try:
            fields = read_line(line.decode("ascii"))
            slot = RecoverySlot.from_fields(fields)
            mac = bytes_of(fields, "mac", hashlib.sha256().digest_size)
        except (NotASlot, UnicodeDecodeError):
            return None
        is_own = hmac.compare_digest(mac, self._recovery_mac(site_key, slot))
        return slot if is_own else None

    def _recovery_mac(self, site_key: bytes, slot: RecoverySlot) -> bytes:
        # Without the sheets nobody sees what a line opens: only who has the clinic's key makes one.
        key = subkey(site_key, Purpose.KEYRING_MAC)
        said = canonical({"recovery": slot.fields(), "site": self.site})
        return hmac.digest(key, said.encode("ascii"), hashlib.sha256)

    def _require_whole(self, site_key: bytes) -> None:
        # Sealing a damaged file anew would bury the damage.
        if self.faults(site_key):
            raise KeyringDamaged

    def _seal(self, site_key: bytes) -> None:
        self._file.mac = self._mac_under(site_key)

    def _mac_under(self, site_key: bytes) -> bytes:
        key = subkey(site_key, Purpose.KEYRING_MAC)
        return hmac.digest(key, self._file.sealed_part(), hashlib.sha256)


def _opened_by(sheets: Sequence[str], slot: RecoverySlot, site: str) -> bytes:
    words = [" ".join(sheet.lower().split()) for sheet in sheets]
    try:
        return slot.unwrap(site, combine_mnemonics(words))
    except (MnemonicError, WrongSecret, ValueError) as error:
        raise WrongSheets from error
