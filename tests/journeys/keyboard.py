"""What people of the clinic do at the keyboard, in their words; every key really typed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from journeys.screen import Program, Screen, last_entry, wait_until

CHAIR = "Chair 1"
BOARD = "Board"
PASSPHRASES = {
    "rn.okafor": "harbor lantern quiet 41",
    "Ines": "granite willow seven 09",
    "Marta": "copper maple drift 77",
    "Per": "amber orchard plain 63",
}
NURSE_PIN = "402917"
WITNESS_PIN = "118264"


@dataclass
class Keyboard:
    """The hands at one workstation, and the vault behind it."""

    screen: Screen
    vault: Path
    pictures: Path
    program: Program | None = None
    taken: int = 0

    def sits_down(self) -> None:
        """Start the program and sign in as the nurse; windows of before come back."""
        self.sits_down_as("rn.okafor", PASSPHRASES["rn.okafor"])

    def sits_down_as(self, person: str, passphrase: str) -> None:
        """Start the program and sign in as somebody."""
        self.program = self.screen.start("--vault", str(self.vault))
        self.screen.to_front("Sign in")
        with self.recording():
            self.types(person)
            self.presses("Tab")
            self.types(passphrase)
            self.presses("Return")
        wait_until(self._is_in, "the board")
        self.screen.to_front(BOARD)

    def _is_in(self) -> bool:
        titles = " ".join(self.screen.titles())
        return BOARD in titles and "Sign in" not in titles

    def types(self, text: str) -> None:
        """Type text."""
        self.screen.type(text)

    def presses(self, *keys: str) -> None:
        """Press keys."""
        self.screen.press(*keys)

    def presses_button_beside(self, place: int) -> None:
        """Press a button of the list beside the grid, by its place from the top."""
        self.presses("space", "F6", *["Tab"] * (place - 1), "Return")

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Whatever is done within must be on disk before anyone goes on."""
        before = last_entry(self.vault)
        yield
        try:
            wait_until(lambda: last_entry(self.vault) > before, "an entry on disk", 20)
        except AssertionError:
            self.looks("nothing-recorded")
            printed = self.program.kill() if self.program is not None else ""
            raise AssertionError(f"nothing was recorded; printed: {printed}") from None

    def records(self, *keys: str) -> None:
        """Press keys that record something."""
        with self.recording():
            self.presses(*keys)

    def looks(self, name: str) -> None:
        """Keep a picture of the screen."""
        self.taken += 1
        self.screen.picture(self.pictures / f"{self.taken:02d}-{name}.png")

    def goes_to(self, title: str, *keys: str) -> None:
        """Press what opens or raises a window, and wait until the program has done that."""
        self.presses(*keys)
        self._sees(title)

    def _sees(self, title: str) -> None:
        """Wait for a window in front; fetching it would overtake the program's own doing."""
        wait_until(lambda: title in self.screen.front_title(), f"{title} in front")

    def waits_for_another_window(self, title: str, do: Callable[[], None]) -> None:
        """Do what puts another window of a title in the place of the one in front."""
        before = self.screen.front()
        do()
        wait_until(
            lambda: before not in self.screen.windows(".+") and bool(self.screen.windows(title)),
            f"another window titled {title}",
        )
        self.screen.to_front(title)

    def waits_for_another_front(self, title: str, do: Callable[[], None]) -> None:
        """Do what raises a window by itself."""
        do()
        self._sees(title)

    def waits_until_gone(self, title: str, do: Callable[[], None]) -> None:
        """Do what closes the window in front, and wait for the one below it."""
        do()
        wait_until(lambda: title not in self.screen.front_title(), f"{title} gone")

    def goes_to_chair(self, number: int) -> None:
        """Open or raise the window of a chair."""
        self.goes_to(f"Chair {number}", f"ctrl+{number}")

    def lets_time_pass(self, minutes: int, *, at_chair: int = 1) -> None:
        """Skip clinic time, five minutes at a key, and go back to a chair."""
        self.goes_to(BOARD, "ctrl+b")
        self.presses(*["ctrl+Right"] * (minutes // 5))
        self.goes_to_chair(at_chair)

    def types_set(self, *values: str) -> None:
        """Type the values of the due column, one cell after the other."""
        self.presses("space")
        self.goes_on(*values)

    def goes_on(self, *values: str) -> None:
        """Type further values, Return between them."""
        for index, value in enumerate(values):
            if index:
                self.presses("Return")
            self.types(value)

    def fills_in(self, *values: str) -> None:
        """Type the fields of a form, Tab between them; an empty one is passed by."""
        for index, value in enumerate(values):
            if index:
                self.presses("Tab")
            if value:
                self.types(value)

    def hands_over_to(self, name: str, secret: str) -> None:
        """Someone else takes the keyboard over."""
        self.presses("ctrl+u")
        self.types(name)
        self.presses("Tab")
        self.types(secret)
        self.records("Return")

    def takes_over(self, name: str, secret: str, *, choice: int) -> None:
        """Someone takes keyboard and chair over, by the place of the choice in the list."""
        self.presses("ctrl+u")
        self.types(name)
        self.presses("Tab")
        self.types(secret)
        self.presses("Tab", *["Down"] * choice)
        self.records("Return")

    def is_killed(self) -> None:
        """The power goes; nothing had been complained about until then."""
        assert self.program is not None
        printed = self.program.kill()
        assert printed == "", printed

    def goes_home(self) -> None:
        """The program is asked to end; it had nothing to complain about."""
        assert self.program is not None
        printed = self.program.end()
        assert printed == "", printed
        assert self.program.process.returncode == 0
