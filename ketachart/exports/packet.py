"""What an inspector takes along, as bytes: tables, the list of files, a page that checks it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ketachart.domain.accountability import CAME_IN, PUT_RIGHT, WENT_OUT, Account
from ketachart.domain.quantities import two_places
from ketachart.exports.cells import spreadsheet_csv

MANIFEST: Final = "manifest.json"
PAGE: Final = "index.html"
OF_DRUGS: Final = "Controlled-substance records"
_LIST: Final = "@@LIST@@"
_HEADING: Final = "@@HEADING@@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file of the packet as the manifest names it; `holds` says in words what is in it."""

    name: str
    holds: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the manifest says beside the files."""

    clinic: str
    address: str
    dea_registration: str
    first: str
    last: str
    made_at: str
    made_by: str
    is_training: bool

    @property
    def title(self) -> str:
        """Whose records, of which days, made when and by whom."""
        training = "TRAINING – not records of real stock. " if self.is_training else ""
        return (
            f"{training}{self.clinic}, {self.address} · DEA registration {self.dea_registration}"
            f" · {self.first} to {self.last} · made {self.made_at} by {self.made_by}"
        )


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV with its heading; no cell is taken for a formula."""
    return spreadsheet_csv((columns, *rows))


ACCOUNT_COLUMNS: Final = (
    *("substance", "schedule", "finished_form", "ndc", "opening_ml"),
    *(f"{each}_ml" for each in (*CAME_IN, *WENT_OUT, PUT_RIGHT)),
    *("must_be_on_hand_ml", "on_hand_ml", "on_hand_sealed", "difference_ml"),
)


def account_row(account: Account) -> tuple[str, ...]:
    """One product's line of the accountability sum."""
    product = account.product
    return (
        product.substance,
        product.schedule,
        product.finished_form,
        product.ndc,
        two_places(account.opening),
        *(two_places(account.sum_of(each)) for each in (*CAME_IN, *WENT_OUT, PUT_RIGHT)),
        two_places(account.accounted),
        two_places(account.on_hand),
        str(account.sealed),
        two_places(account.difference),
    )


def listed(name: str, holds: str, content: bytes) -> Listed:
    """A file as the manifest names it."""
    digest = hashlib.sha256(content).hexdigest()
    return Listed(name=name, holds=holds, size=len(content), digest=digest)


def manifest(cover: Cover, files: Sequence[Listed]) -> bytes:
    """The list of all files with their digests, the checking page's too."""
    content = {
        "clinic": cover.clinic,
        "address": cover.address,
        "dea_registration": cover.dea_registration,
        "from": cover.first,
        "to": cover.last,
        "made_at": cover.made_at,
        "made_by": cover.made_by,
        "training": cover.is_training,
        "files": [_entry(each) for each in files],
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def checking_page(
    template: str, cover: Cover, files: Sequence[Listed], heading: str = OF_DRUGS
) -> bytes:
    """The page that checks the files, from its shipped text."""
    content = {"title": cover.title, "files": [_entry(each) for each in files]}
    # Inside a script element only this sign could end it.
    safe = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return template.replace(_HEADING, heading).replace(_LIST, safe).encode()


def _entry(file: Listed) -> dict[str, str | int]:
    return {
        "name": file.name,
        "holds": file.holds,
        "bytes": file.size,
        "sha256": file.digest,
    }
