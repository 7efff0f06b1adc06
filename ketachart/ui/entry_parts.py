"""What the ways in are built of; naming it loads nothing of what lies behind the door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketachart.app.clinic import Clinic, Turn
    from ketachart.app.outcomes import Trouble
    from ketachart.app.training import Training
    from ketachart.app.vaults import Founded, Founding
    from ketachart.ui.exchanges import Exchanges
    from ketachart.ui.log_files import LogFiles
    from ketachart.ui.windows.join_page import Join
    from ketachart.ui.windows.recover_page import Recover
    from ketachart.ui.windows.restore_page import Restore
    from ketachart.ui.windows.signin_window import Unlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the first start can do; each answers in words where the machine fails."""

    found: "Callable[[Founding], Founded | Trouble]"
    save_sheets: Callable[[Path, str, Sequence[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A training clinic that is under way, who is at its keyboard, and the PINs to try."""

    training: "Training"
    turn: "Turn"
    folder: Path
    pins: str
    clear_away: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The real parts behind the windows."""

    folder: Path
    unlock: "Unlock"
    beginning: Beginning
    restore: "Restore"
    recover: "Recover"
    practise: Callable[[float], Practice]
    files: "LogFiles"
    pages: Mapping[str, str]
    join: "Join | None" = None
    exchanges: "Callable[[Clinic], Exchanges] | None" = None
