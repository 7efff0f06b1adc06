"""Facts of joining and leaving: workstations invited and retired, keys that go to all of them."""

from dataclasses import dataclass, field

from ketachart.domain.events.fact import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationInvited(Event):
    """Another workstation may join.

    Attributes:
        invitation: the name of the invitation, which its file bears.
        device: what the workstation that uses it will be called in the log.
    """

    invitation: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationNamed(Event):
    """What the clinic calls a workstation, such as `Room 2`; in the log it keeps its own name."""

    device: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationRetired(Event):
    """Nothing a workstation recorded after its newest entry here counts any more.

    Attributes:
        last_seq: the number of that entry; 0 if there is none.
        last_hash: its hash, hex; empty if there is none.
    """

    device: str
    last_seq: int
    last_hash: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotKept(Event):
    """A person's keys, wrapped by their passphrase, for the keyrings of all workstations.

    Attributes:
        slot: the line of the keyring, base64; it names nobody and opens with the passphrase alone.
    """

    person: str
    slot: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKept(Event):
    """New recovery sheets are in force, at every workstation; those before open nothing there.

    Attributes:
        slot: the line of the keyring, base64; two of the new sheets open it, nothing else does.
    """

    slot: str = field(repr=False)
