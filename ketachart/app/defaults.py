"""Reads the shipped rules: limits, protocols, formulary, the rules of the places."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from ketachart.app.resources import resource_folder
from ketachart.domain.formulary import Drug, DrugSet, Formulary
from ketachart.domain.profiles import StateProfile
from ketachart.domain.protocols import Protocol, ProtocolLibrary
from ketachart.domain.settings import Settings
from ketachart.store.codec import UNREADABLE

_T = TypeVar("_T")
_Named = TypeVar("_Named", Protocol, Drug, StateProfile)


class ResourceError(Exception):
    """A shipped or edited defaults file is missing or is not what it should be."""


class _ProtocolFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    protocols: tuple[Protocol, ...]


class _FormularyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    classes: dict[str, tuple[str, ...]]
    sets: tuple[DrugSet, ...]
    drugs: tuple[Drug, ...]


class _ProfileFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    profiles: tuple[StateProfile, ...]


def load_protocols(file: Path | None = None) -> ProtocolLibrary:
    """Read a protocol library; the shipped one if no file is named."""
    file = file or _default("protocols.json")
    read = _read(file, _ProtocolFile)
    for protocol in read.protocols:
        if protocol.may_be_given_in_a_chair == bool(protocol.why_not):
            raise ResourceError(
                f"{file.name}: {protocol.id} must say why it is no chair's, or be one's."
            )
    named = _by_name(file, ((protocol.id, protocol) for protocol in read.protocols))
    return ProtocolLibrary(version=read.version, protocols=named)


def load_formulary(file: Path | None = None) -> Formulary:
    """Read a formulary; the shipped draft if no file is named."""
    file = file or _default("formulary.json")
    read = _read(file, _FormularyFile)
    named = _by_name(file, ((drug.key, drug) for drug in read.drugs))
    missing = {key for each in read.sets for key in each.drugs} - named.keys()
    unclassed = {
        name
        for drug in read.drugs
        for name in (*drug.not_with, *drug.not_if_taken)
        if name not in read.classes
    }
    if missing or unclassed:
        unknown = ", ".join(sorted(missing | unclassed))
        raise ResourceError(f"{file.name} names what it does not list: {unknown}.")
    return Formulary(
        version=read.version,
        classes=read.classes,
        sets=read.sets,
        drugs=named,
    )


def load_settings(file: Path | None = None) -> Settings:
    """Read limits, plans and alert bounds; the shipped defaults if no file is named."""
    return _read(file or _default("limits.json"), Settings)


def load_profiles(file: Path | None = None) -> tuple[StateProfile, ...]:
    """Read the rules of the places; the shipped examples if no file is named."""
    file = file or _default("profiles.json")
    read = _read(file, _ProfileFile)
    return tuple(_by_name(file, ((profile.id, profile) for profile in read.profiles)).values())


def _default(name: str) -> Path:
    return resource_folder() / "defaults" / name


def _by_name(file: Path, named: Iterable[tuple[str, _Named]]) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for name, value in named:
        if name in found:
            raise ResourceError(f"{file.name}: {name} stands there twice.")
        found[name] = value
    return found


def _read(file: Path, shape: type[_T]) -> _T:
    try:
        raw = file.read_bytes()
        value = msgspec.json.decode(raw, type=shape)
        # What comes back must be what stands there: no field too many or left to a default, and
        # no amount written as a number, which a reader elsewhere would take for a binary one.
        same = msgspec.json.decode(msgspec.json.encode(value)) == msgspec.json.decode(raw)
    except OSError as error:
        raise ResourceError(f"{file.name} cannot be read.") from error
    except msgspec.MsgspecError as error:
        raise ResourceError(f"{file.name}: {error}") from error
    except UNREADABLE as error:
        raise ResourceError(f"{file.name} is not JSON.") from error
    if not same:
        raise ResourceError(
            f"{file.name} has a field that is not known, missing or not as written."
        )
    return value
