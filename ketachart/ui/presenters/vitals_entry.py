"""The open column of the grid: typing, checking, asking once, committing; no Qt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from ketachart.ui.presenters.entry_fields import EntryCell, EntryField


class Tone(Enum):
    """What a word beside a cell is about."""

    REFUSED = auto()
    QUESTION = auto()


class Move(Enum):
    """Where a key leads."""

    STAY = auto()
    DOWN = auto()
    COMMIT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence shown beside one cell."""

    cell: str
    sentence: str
    tone: Tone = Tone.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one key did: where to go, and what to say beside the cell."""

    move: Move = Move.STAY
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A column that may be committed: field → value, as the one door takes it."""

    values: dict[str, str]


OK = Reply()


class OpenColumn:
    """The column being typed; it starts empty, whatever earlier columns held."""

    def __init__(self, cells: Sequence[EntryCell], last: Mapping[str, str] | None = None) -> None:
        self._cells = {cell.key: cell for cell in cells}
        self._order = tuple(cell.key for cell in cells)
        self._last = {key: Decimal(value) for key, value in (last or {}).items() if value}
        self._typed: dict[str, str] = {}
        self._problems: dict[str, str] = {}
        self._asked: set[str] = set()
        self._dropped: set[str] = set()
        self._editing: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the cells that take typing, from top to bottom."""
        return self._order

    @property
    def is_empty(self) -> bool:
        """True while nothing at all has been typed."""
        return not self._typed

    @property
    def count(self) -> int:
        """How many cells hold something typed."""
        return len(self._typed)

    def text(self, key: str) -> str:
        """What has been typed into a cell."""
        return self._typed.get(key, "")

    def takes(self, key: str) -> bool:
        """Whether a row takes typing."""
        return key in self._cells

    def problem(self, key: str) -> str | None:
        """Why a cell that was left cannot be saved as it is."""
        return self._problems.get(key)

    def is_questioned(self, key: str) -> bool:
        """Whether a cell has been asked about and kept."""
        return key in self._asked

    def type(self, key: str, sign: str) -> Reply:
        """Take one typed sign into a cell."""
        cell = self._cells[key]
        before = self.text(key)
        sign = "." if sign == "," else sign
        after = _appended(cell, before, sign)
        if after is None:
            if before:
                self._dropped.add(key)
            return Reply(note=Note(cell=key, sentence=_why_not(cell, before, sign)))
        self._put(key, after)
        return OK

    def backspace(self, key: str) -> Reply:
        """Take back the last sign of a cell."""
        self._dropped.discard(key)
        self._put(key, self.text(key)[:-1])
        return OK

    def clear(self, key: str) -> Reply:
        """Empty a cell."""
        self._put(key, "")
        return OK

    def enter(self, key: str) -> Reply:
        """Finish a cell: go down, ask, refuse, or (on the last row) ask for the commit."""
        cell = self._cells[key]
        note = self._check(cell)
        if note is None and self._is_first_of_two(key):
            self._put(key, f"{self.text(key)}/")
            return OK
        note = note or self._unfinished(key) or self._ask_dropped(key)
        note = note or self._ask((cell,), "Enter again keeps it.")
        if note is not None:
            return Reply(note=note)
        self._editing = None
        return Reply(move=Move.COMMIT if key == self._order[-1] else Move.DOWN)

    def leave(self, key: str) -> Reply:
        """Note what is wrong with a cell that the focus leaves, without holding the focus."""
        self._editing = None
        note = self._check(self._cells[key]) or self._unfinished(key)
        return Reply(note=note)

    def space(self, key: str | None) -> Reply:
        """Commit with the space bar, unless a cell is half typed."""
        if key is not None and self._editing == key:
            sentence = "Enter takes this value; Ctrl+Enter saves the column."
            return Reply(note=Note(cell=key, sentence=sentence, tone=Tone.QUESTION))
        return Reply(move=Move.COMMIT)

    def commit(self) -> Ready | Note:
        """Give the values to save, or the one thing that stands in the way."""
        if self.is_empty:
            return Note(cell=self._order[0], sentence="Nothing has been typed yet.")
        filled = [self._cells[key] for key in self._order if key in self._typed]
        notes = [self._check(cell) or self._unfinished(cell.key) for cell in filled]
        notes += [self._ask_dropped(cell.key) for cell in filled]
        note = next((one for one in notes if one is not None), None)
        note = note or self._ask(filled, "Save again to keep it.")
        if note is not None:
            return note
        self._editing = None
        values = {}
        for cell in filled:
            for field, number in zip(cell.fields, _numbers(self.text(cell.key)), strict=True):
                values[field.key] = str(number)
        return Ready(values=values)

    def refuse(self, field: str, sentence: str) -> Note | None:
        """Show the door's refusal beside the cell that holds a field, keeping what was typed."""
        for cell in self._cells.values():
            if field in (cell.key, *(one.key for one in cell.fields)):
                self._problems[cell.key] = sentence
                return Note(cell=cell.key, sentence=sentence)
        return None

    def draft(self) -> dict[str, str]:
        """What has been typed, half-typed cells included, to be kept against a crash."""
        return dict(self._typed)

    def restore(self, draft: Mapping[str, str]) -> None:
        """Take up a kept draft; what does not fit these cells is left out."""
        self.clear_all()
        for key, text in draft.items():
            fits = self.takes(key) and all(self.type(key, sign) == OK for sign in text)
            if not fits:
                self._put(key, "")
        self._editing = None

    def clear_all(self) -> None:
        """Start again with nothing typed."""
        self._typed.clear()
        self._problems.clear()
        self._asked.clear()
        self._dropped.clear()
        self._editing = None

    def _put(self, key: str, text: str) -> None:
        self._problems.pop(key, None)
        self._asked.discard(key)
        self._editing = key if text else None
        if text:
            self._typed[key] = text
        else:
            self._typed.pop(key, None)
            self._dropped.discard(key)

    def _is_first_of_two(self, key: str) -> bool:
        text = self.text(key)
        return len(self._cells[key].fields) == 2 and text != "" and "/" not in text

    def _unfinished(self, key: str) -> Note | None:
        fields, text = self._cells[key].fields, self.text(key)
        if len(fields) == 2 and text and not text.partition("/")[2]:
            return self._problem(key, f"{fields[1].label} is missing.")
        return None

    def _ask_dropped(self, key: str) -> Note | None:
        """Ask once when a sign was refused, so that a lost digit never passes unseen."""
        if key not in self._dropped:
            return None
        self._dropped.discard(key)
        sentence = f"Not every key was taken. Again keeps {self.text(key)}."
        return Note(cell=key, sentence=sentence, tone=Tone.QUESTION)

    def _problem(self, key: str, sentence: str) -> Note:
        self._problems[key] = sentence
        return Note(cell=key, sentence=sentence)

    def _check(self, cell: EntryCell) -> Note | None:
        """Refuse numbers that are unfinished, impossible, or the wrong way round."""
        text = self.text(cell.key)
        parts = text.split("/") if text else []
        for field, part in zip(cell.fields, parts, strict=False):
            sentence = _fault(field, part) if part else None
            if sentence is not None:
                return self._problem(cell.key, sentence)
        if len(parts) == 2 and all(parts) and Decimal(parts[0]) <= Decimal(parts[1]):
            high, low = (field.label for field in cell.fields)
            return self._problem(cell.key, f"{high} must be above {low.lower()}.")
        return None

    def _ask(self, cells: Iterable[EntryCell], how: str) -> Note | None:
        """Ask once about values that are possible but far from the last ones."""
        far = {
            cell.key: self._far(cell)
            for cell in cells
            if cell.key not in self._asked and self._far(cell)
        }
        if not far:
            return None
        self._asked.update(far)
        sentence = f"{'; '.join(far.values())}. Is that right? {how}"
        return Note(cell=next(iter(far)), sentence=sentence, tone=Tone.QUESTION)

    def _far(self, cell: EntryCell) -> str:
        text = self.text(cell.key)
        said = []
        for field, number in zip(cell.fields, _numbers(text), strict=False):
            last, step = self._last.get(field.key), field.range.far
            if last is not None and step is not None and abs(number - last) >= step:
                said.append(f"{field.label} {number}, last {last}")
        return ", ".join(said)


def _numbers(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for part in text.split("/") if part)


def _fault(field: EntryField, part: str) -> str | None:
    if part.endswith("."):
        return f"{field.label} {part} is unfinished."
    if not field.range.low <= Decimal(part) <= field.range.high:
        return f"{field.label} {part}: possible is {field.possible}."
    return None


def _appended(cell: EntryCell, before: str, sign: str) -> str | None:
    """The text with one more sign, or None when the sign has no place there."""
    parts = before.split("/")
    part, field = parts[-1], cell.fields[len(parts) - 1]
    if sign == "/":
        fits = len(cell.fields) == 2 and len(parts) == 1 and part != ""
        return f"{before}/" if fits else None
    if sign == ".":
        fits = field.range.decimals > 0 and part != "" and "." not in part
        return f"{before}." if fits else None
    if len(sign) != 1 or sign not in "0123456789":
        return None
    whole, point, decimals = part.partition(".")
    if point:
        return before + sign if len(decimals) < field.range.decimals else None
    if whole == "0":
        return before[:-1] + sign
    limits = field.range
    if len(parts) < len(cell.fields) and Decimal(whole or 0) >= limits.low:
        # A digit too many can only begin the second number: 12882 means 128/82.
        return before + sign if Decimal(whole + sign) <= limits.high else f"{before}/{sign}"
    return before + sign if len(whole) < len(str(int(limits.high))) else None


def _why_not(cell: EntryCell, before: str, sign: str) -> str:
    parts = before.split("/")
    field = cell.fields[len(parts) - 1]
    if sign == ".":
        if field.range.decimals:
            return "A point has no place here."
        return f"{cell.label} takes whole numbers."
    if sign == "/":
        if len(cell.fields) == 1:
            return f"{cell.label} takes one number."
        return "Type the first number before the stroke."
    if sign.isdigit() and sign not in "0123456789":
        return "Digits 0 to 9 only."
    if not sign.isdigit():
        return f"Numbers only: {field.possible}."
    if "." in parts[-1]:
        many = field.range.decimals
        return f"At most {many} {'decimal' if many == 1 else 'decimals'}."
    return f"One digit too many: {field.label} is {field.possible}."
