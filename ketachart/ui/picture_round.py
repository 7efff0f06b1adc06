"""A round through a training clinic's day that takes a picture of each window."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.entry_parts import Parts
from ketachart.ui.looking_back import OUTCOMES, open_outcomes
from ketachart.ui.navigation import Navigation
from ketachart.ui.pictures import take_picture
from ketachart.ui.player import Player
from ketachart.ui.windows.admin_window import AdminWindow
from ketachart.ui.windows.first_start import FirstStart
from ketachart.ui.windows.ledger_window import LedgerWindow
from ketachart.ui.windows.outcomes_window import OutcomesWindow
from ketachart.ui.windows.signin_window import SignInWindow

_ADMINISTRATOR = "ad.lindqvist"
_COSIGNER = "md.reyes"


class PictureRound:
    """Plays a whole day and stops where a window has most to show."""

    def __init__(self, parts: Parts, folder: Path) -> None:
        self._parts = parts
        self._folder = folder
        self._hall = EntryHall(parts)

    def pictures(self) -> Iterator[Path]:
        """Take the pictures, one at a time."""
        yield from self._before_the_first_day()
        self._hall.open_training(0)
        navigation = self._hall.navigation
        if navigation is None:
            return
        yield from self._at_the_busiest(navigation)
        yield from self._through_the_day(navigation)
        yield from self._at_the_end(navigation)

    def close(self) -> None:
        """Close the windows and the training vault."""
        self._hall.close()

    @property
    def hall(self) -> EntryHall:
        """Where the training clinic is open."""
        return self._hall

    def _take(self, window: QWidget, name: str) -> Path:
        file = self._folder / f"{name}.png"
        take_picture(window, file)
        return file

    def _before_the_first_day(self) -> Iterator[Path]:
        for name, window in (
            ("first-start", FirstStart(self._parts.beginning, self._folder)),
            ("sign-in", SignInWindow(self._parts.unlock, Player())),
            ("restore", self._hall.way_to_restore()),
            ("lost-passphrase", self._hall.way_to_recover()),
        ):
            window.resize(window.sizeHint())
            yield self._take(window, name)
            window.close()
            window.deleteLater()

    def _at_the_busiest(self, navigation: Navigation) -> Iterator[Path]:
        desk = navigation.desk
        yield self._take(navigation.windows["board"], "board")
        held = desk.world.in_chair()
        for chair in desk.world.site.chairs:
            navigation.open_chair(chair)
            key = f"{'chair' if chair in held else 'opening'}:{chair}"
            name = f"{'' if chair in held else 'free-'}{chair.lower().replace(' ', '-')}"
            yield self._take(navigation.windows[key], name)
            navigation.windows[key].close()
        navigation.covering.take_over("board")
        yield self._take(navigation.windows["board"], "take-over")
        desk.lock()
        yield self._take(navigation.windows["board"], "locked")
        desk.hand_over(desk.turn)
        navigation.open_help("board")
        yield self._take(navigation.windows["help"], "help")

    def _through_the_day(self, navigation: Navigation) -> Iterator[Path]:
        practice = self._hall.practice
        if practice is None:
            return
        training, shown = practice.training, False
        while (step := training.following) is not None:
            if step.do == "session.cosign" and not step.refused and not shown:
                shown = True
                turn = training.turn_of(_COSIGNER)
                if turn is not None:
                    navigation.desk.hand_over(turn)
                navigation.open_cosign()
                yield self._take(navigation.windows["cosign"], "co-sign")
                navigation.windows["cosign"].close()
            training.clock.skip_to(step.at)
            training.advance()

    def _at_the_end(self, navigation: Navigation) -> Iterator[Path]:
        practice, desk = self._hall.practice, navigation.desk
        turn = practice.training.turn_of(_ADMINISTRATOR) if practice else None
        if turn is not None:
            desk.hand_over(turn)
        yield from self._looking_back(navigation)
        navigation.open_ledger()
        ledger = navigation.windows["ledger"]
        yield self._take(ledger, "ledger")
        if isinstance(ledger, LedgerWindow):
            ledger.show_day(desk.today)
            yield self._take(ledger, "day-log")
            ledger.show_page("inspection")
            yield self._take(ledger, "inspection")
            for page in ("close", "differences", "inventories", "rules", "containers"):
                ledger.show_page(page)
                yield self._take(ledger, f"ledger-{page}")
        navigation.open_admin()
        admin = navigation.windows["admin"]
        if isinstance(admin, AdminWindow):
            for page in ("people", "clinic", "limits", "audit", "backup", "export"):
                admin.show_page(page)
                yield self._take(admin, f"admin-{page}")

    def _looking_back(self, navigation: Navigation) -> Iterator[Path]:
        desk = navigation.desk
        first = desk.world.session(desk.clinic.books.all_sessions()[0])
        open_outcomes(navigation, first.patient if first is not None else "")
        window = navigation.windows[OUTCOMES]
        while isinstance(window, OutcomesWindow) and window.is_busy:
            window.step()
        yield self._take(window, OUTCOMES)
        window.close()
