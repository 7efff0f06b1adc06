"""Exchanging with the other workstations of a clinic, as windows and command line do it.

What talks to a place may run on a thread of its own, over a connection of its own; what records or
looks up is for the clinic's thread.
"""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from ketachart.app.clinic import Clinic
from ketachart.app.exchanging import (
    Report,
    Side,
    attempted,
    connected,
)
from ketachart.app.hub_line import HubLine
from ketachart.app.invitations import hub_from, hub_written
from ketachart.app.joining import Enrol, new_name
from ketachart.app.joining import invite as write_invitation
from ketachart.app.outcomes import Done, Refused, Trouble, Turn
from ketachart.app.resources import resource_folder
from ketachart.app.trust import retired_after
from ketachart.app.workstations import HubAddress, HubRole, WorkstationStatus
from ketachart.domain.acts import InviteWorkstation, RetireWorkstation
from ketachart.domain.refusals import Refusal
from ketachart.store.derived import Database
from ketachart.store.notes import FORKED, HUB, note, noted
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.standing import Standing, standings
from ketachart.sync.place import PlaceRefused

__all__ = ["Report", "Syncing"]


class Syncing:
    """What one vault has to do with the others."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._hub = hub_from(noted(clinic.vault.db, HUB))

    # ── On the clinic's thread ───────────────────────────────────────────────────────────────

    def hub(self) -> HubAddress | None:
        """The hub that is remembered in the vault."""
        return self._hub

    def is_copy(self) -> bool:
        """Whether the vault turned out to be a copy; it takes a new name when it is opened next."""
        return bool(noted(self._clinic.vault.db, FORKED))

    def workstations(self) -> tuple[WorkstationStatus, ...]:
        """What is known of each workstation; this one first."""
        vault = self._clinic.vault
        found = standings(vault.db, vault.log.device)
        each = (self._status(device, standing) for device, standing in found.items())
        return tuple(sorted(each, key=lambda status: (not status.is_own, status.device)))

    def invite(self, turn: Turn, file: Path, owner_url: str) -> Refusal | Trouble | None:
        """Write an invitation for another workstation.

        Args:
            turn: an administrator's.
            file: where it goes.
            owner_url: the hub, as its owner, for a role of its own there; empty: by stick alone.
        """
        enrol = self._enroller(owner_url) if owner_url else None
        return attempted(lambda: write_invitation(self._clinic, turn, file, enrol))

    def may_invite(self, turn: Turn) -> Refusal | None:
        """Why an invitation would be refused; to be asked before a role is made for it."""
        act = InviteWorkstation(invitation=self._clinic.new_id("inv"), device=new_name())
        return self._clinic.check(act, turn)

    def invite_with(self, turn: Turn, file: Path, role: HubRole) -> Refusal | Trouble | None:
        """Write an invitation for another workstation whose role at the hub is made already."""
        return attempted(
            lambda: write_invitation(
                self._clinic, turn, file, lambda _device: role.address, role.device
            )
        )

    def retire(
        self, turn: Turn, called: str, reason: str, owner_url: str
    ) -> bool | Refusal | Trouble:
        """Take nothing more from a workstation, and end its role at the hub.

        Args:
            turn: an administrator's.
            called: the workstation, by its own name or what the clinic calls it.
            reason: why; not needed where it is retired already.
            owner_url: the hub, as its owner.

        Returns:
            Whether it had a role there.
        """
        from ketachart.sync.hub_admin import retire  # noqa: PLC0415 - see `connected`

        device = self._named(called)
        act = RetireWorkstation(device=device, reason=reason)
        if retired_after(self._clinic.vault.log, device) is None:
            outcome = self._clinic.perform(act, turn)
            if not isinstance(outcome, Done):
                return outcome.refusal if isinstance(outcome, Refused) else outcome
        elif refusal := self._clinic.may_read(turn, act.do):
            return refusal
        return attempted(lambda: retire(owner_url, self._site, device))

    # ── On any thread ────────────────────────────────────────────────────────────────────────

    def with_hub(self, progress: Progress = nothing_told) -> Report | Trouble:
        """Exchange with the hub once."""
        with closing(self.line()) as line:
            return line.exchange(progress)

    def line(self) -> HubLine:
        """A line to the hub, for one thread that exchanges again and again."""
        return HubLine(self._clinic.vault, self._clinic.site_key, self.hub)

    def with_courier(
        self,
        folder: Path,
        what: Literal["write", "read"],
        progress: Progress = nothing_told,
    ) -> Report | Trouble:
        """Write what the others may lack to a stick, or take in what they wrote there."""

        def exchanged() -> Report:
            with closing(self._clinic.vault.writer()) as db:
                side = self._side(db)
                if what == "write":
                    return side.to_stick(folder, progress)
                return side.from_stick(folder, progress)

        return attempted(exchanged)

    def use_hub(self, address: HubAddress) -> Trouble | None:
        """Try a hub with a role that was made for this workstation, and remember it."""

        def used() -> None:
            known = self._hub.ca if self._hub is not None else ""
            self._remember(replace(address, ca=_certificates(address.ca) if address.ca else known))

        return attempted(used)

    def set_up_hub(self, owner_url: str, ca: str = "") -> Trouble | None:
        """Make a database a hub, give this workstation a role there, and remember it.

        Args:
            owner_url: the database, as its owner.
            ca: the file of the certificate that the hub's must come from; empty if none is used.
        """
        made = attempted(lambda: init_hub(_with_ca(owner_url, ca)))
        return made if isinstance(made, Trouble) else self.enrol(_with_ca(owner_url, ca))

    def make_role(self, owner_url: str) -> HubRole | Trouble:
        """Make a role at the hub, as its owner, for a workstation that is to be invited."""
        device, enrol = new_name(), self._enroller(owner_url)
        return attempted(lambda: HubRole(device=device, address=enrol(device)))

    def enrol(self, owner_url: str) -> Trouble | None:
        """Give this workstation a role of its own at the hub, and remember it."""
        enrol, device = self._enroller(owner_url), self._clinic.vault.workstation.device
        return attempted(lambda: self._remember(enrol(device)))

    # ── Parts ────────────────────────────────────────────────────────────────────────────────

    def _side(self, db: Database) -> Side:
        return Side(self._clinic.vault, self._clinic.site_key, db)

    @property
    def _site(self) -> str:
        return self._clinic.vault.workstation.site

    def _remember(self, address: HubAddress) -> None:
        connected(address, self._site).close()
        with closing(self._clinic.vault.writer()) as db:
            note(db, **{HUB: hub_written(address)})
        self._hub = address

    def _named(self, called: str) -> str:
        """A workstation's own name; what is said already where that is no name of just one."""
        names = self._clinic.world.workstation_names()
        meant = [own for own, name in names.items() if name.casefold() == called.casefold()]
        return meant[0] if len(meant) == 1 else called

    def _enroller(self, owner_url: str) -> Enrol:
        from ketachart.sync.hub_admin import enrol  # noqa: PLC0415 - see `connected`

        def enrolled(device: str) -> HubAddress:
            made = enrol(owner_url, self._site, device)
            return HubAddress(url=made.url, role=made.role, password=made.password, ca=made.ca)

        return enrolled

    def _status(self, device: str, standing: Standing) -> WorkstationStatus:
        log = self._clinic.vault.log
        return WorkstationStatus(
            device=device,
            name=self._clinic.world.workstation_names().get(device, device),
            is_own=device == log.device,
            last_seen=standing.last_recorded,
            entries=standing.entries,
            waiting=max(0, standing.entries - standing.acknowledged),
            last_receipt=standing.last_exchange,
            set_aside=standing.held,
            is_more_aside=standing.is_held_cut,
            retired=retired_after(log, device) is not None,
        )


def init_hub(owner_url: str) -> int:
    """Lay the tables of a hub in a database, or bring them up to date.

    Returns:
        The version the tables had before; 0 if there were none.

    Raises:
        PlaceTrouble: it could not be done.
    """
    from ketachart.sync.hub_admin import init  # noqa: PLC0415 - see `connected`

    return init(owner_url, resource_folder() / "hub")


def _with_ca(owner_url: str, ca: str) -> str:
    joined_by = "&" if "?" in owner_url else "?"
    return f"{owner_url}{joined_by}sslrootcert={quote(ca, safe='')}" if ca else owner_url


def _certificates(written: str) -> str:
    """Certificates as they are kept: those in a file, or those that are given themselves."""
    from ketachart.sync.hub_address import certificates_in  # noqa: PLC0415 - see `connected`

    if "-----BEGIN" in written:
        return written
    if not Path(written).is_file():
        raise PlaceRefused("There is no such certificate file.")
    return certificates_in(written)
