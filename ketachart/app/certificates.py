"""The certificates that a hub's must come from, as a person names their file."""

from pathlib import Path

from ketachart.domain.refusals import Code, Refusal
from ketachart.sync import hub_address
from ketachart.sync.place import PlaceRefused


def certificates_in(file: Path) -> str | Refusal:
    """The certificates in a file, as PEM, or why there are none."""
    try:
        return hub_address.certificates_in(str(file))
    except PlaceRefused as error:
        return Refusal(
            code=Code.INPUT_INVALID,
            sentence=str(error),
            remedy="Choose the file that whoever keeps the hub gave out.",
            about="hub_ca",
        )
