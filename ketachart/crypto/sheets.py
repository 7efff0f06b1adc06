"""Reading a recovery sheet as it is typed: words of a fixed list, told apart by four letters.

The list is that of SLIP-39, in which no two words begin with the same four letters.
"""

from dataclasses import dataclass
from typing import Final

from shamir_mnemonic.wordlist import WORDLIST

WORDS_ON_A_SHEET: Final = 33
TELLING_LETTERS: Final = 4
_BY_BEGINNING: Final = {word[:TELLING_LETTERS]: word for word in WORDLIST}
_SHORT: Final = frozenset(WORDLIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTyped:
    """What was typed of a sheet so far.

    Attributes:
        words: the whole words, in order, up to the first that is on no sheet.
        wrong: that word as typed; empty if all are good.
    """

    words: tuple[str, ...]
    wrong: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether as many good words were typed as a sheet has."""
        return not self.wrong and len(self.words) == WORDS_ON_A_SHEET

    @property
    def text(self) -> str:
        """The sheet as it was printed."""
        return " ".join(self.words)


def read_sheet(typed: str) -> SheetTyped:
    """Read words, or their first four letters; numbers and points before them don't count."""
    found: list[str] = []
    for piece in typed.casefold().replace(",", " ").split():
        letters = piece.strip("0123456789.)")
        if not letters:
            continue
        word = letters if letters in _SHORT else _BY_BEGINNING.get(letters[:TELLING_LETTERS], "")
        # More letters than four must be those of the word: a slip later in it is still a slip.
        if not word or not word.startswith(letters):
            return SheetTyped(words=tuple(found), wrong=letters)
        found.append(word)
    return SheetTyped(words=tuple(found))
