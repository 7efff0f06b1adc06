"""The open column of the grid: typing, checking, asking once, committing; no Qt."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ketachart.ui.presenters.entry_fields import EntryCell
from ketachart.ui.presenters.entry_replies import OK, LastSet, Move, Note, Ready, Reply, Tone
from ketachart.ui.presenters.offering import CellOffer
from ketachart.ui.presenters.typed_value import (
    MINUS,
    MINUSES,
    NOT_OBTAINED,
    REASONS,
    appended,
    fault,
    is_reason,
    numbers,
    why_not,
    why_not_obtained,
    with_reason,
)

_FROM = "@from "
"""Before the key of a cell in a draft: where its value comes from."""
_REPLACES_NOTHING = "What is offered replaces nothing: Delete empties the cell first."
_TYPED_ALREADY = "Delete what is typed first; then say that it was not obtained."
FULL_SET = 5
"""From so many values on, two sets alike are asked about."""


class OpenColumn:
    """The column being typed; it starts empty, whatever earlier columns held."""

    def __init__(
        self,
        cells: Sequence[EntryCell],
        last: Mapping[str, str] | None = None,
        last_set: LastSet | None = None,
    ) -> None:
        self._last_set = last_set
        self._alike_asked = False
        self._cells = {cell.key: cell for cell in cells}
        self._order = tuple(cell.key for cell in cells)
        self._last = {key: Decimal(value) for key, value in (last or {}).items() if value}
        self._typed: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self.offers: Mapping[str, CellOffer] = {}
        """What a monitor offers, by cell; it counts for nothing until it is taken."""
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

    @property
    def cells(self) -> tuple[EntryCell, ...]:
        """The cells that take typing."""
        return tuple(self._cells.values())

    def offer(self, key: str) -> str:
        """What is offered for a cell in which nothing is typed."""
        is_offered = key in self.offers and not self.text(key)
        return self.offers[key].text if is_offered else ""

    def source(self, key: str) -> str:
        """Where what stands in a cell comes from, if it was not typed."""
        return self._sources.get(key, "")

    def take(self, key: str) -> Reply:
        """Type what is offered for a cell, and finish the cell; what is typed is never replaced."""
        if not self.offer(key):
            typed = _REPLACES_NOTHING if self.text(key) else "Nothing is offered for this value."
            return Reply(note=Note(cell=key, sentence=typed))
        self._take(key)
        return self.enter(key)

    def take_all(self) -> bool:
        """Type all that is offered for empty cells; whether there was any."""
        offered = [key for key in self._order if self.offer(key)]
        for key in offered:
            self._take(key)
        self._editing = None
        return bool(offered)

    def _take(self, key: str) -> None:
        offer = self.offers[key]
        for sign in offer.text:
            self.type(key, sign)
        self._sources[key] = offer.source

    def text(self, key: str) -> str:
        """What has been typed into a cell."""
        return self._typed.get(key, "")

    def shown(self, key: str) -> str:
        """What a cell shows of what was typed: `NO` and why, where it was not obtained."""
        text = self.text(key)
        if not text.startswith(MINUS):
            return text
        return f"NO {why_not_obtained(text)}".rstrip()

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
        if sign in MINUSES or before.startswith(MINUS):
            return self._type_reason(cell, before, sign)
        sign = "." if sign == "," else sign
        after = appended(cell, before, sign)
        if after is None:
            if before:
                self._dropped.add(key)
            return Reply(note=Note(cell=key, sentence=why_not(cell, before, sign)))
        self._put(key, after)
        return OK

    def _type_reason(self, cell: EntryCell, before: str, sign: str) -> Reply:
        """A minus says that a value is not obtained, a number or words say why."""
        if sign in MINUSES and not before:
            self._put(cell.key, MINUS)
            return Reply(note=Note(cell=cell.key, sentence=REASONS, tone=Tone.QUESTION))
        if not before.startswith(MINUS):
            return Reply(note=Note(cell=cell.key, sentence=_TYPED_ALREADY))
        after = with_reason(before, sign)
        if after is None:
            return Reply(note=Note(cell=cell.key, sentence=REASONS))
        self._put(cell.key, after)
        return OK

    def mark_not_obtained(self, key: str, why: str) -> Reply:
        """Take one of the usual reasons for a cell without a value; a value is never replaced."""
        if self.text(key) and not self.text(key).startswith(MINUS):
            return Reply(note=Note(cell=key, sentence=_TYPED_ALREADY))
        self._put(key, f"{MINUS}{NOT_OBTAINED.index(why) + 1}")
        self._editing = None
        return OK

    def takes_words(self, key: str) -> bool:
        """Whether letters are typed into a cell: why its value was not obtained."""
        return is_reason(self.text(key))

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

    def space(self, key: str) -> Reply:
        """Lead to the first empty value, unless a cell is half typed; part of a reason in words."""
        if self._editing == key and self.takes_words(key):
            return self.type(key, " ")
        if self._editing == key:
            sentence = "Enter takes this value; Ctrl+Enter saves the column."
            return Reply(note=Note(cell=key, sentence=sentence, tone=Tone.QUESTION))
        return Reply(move=Move.FIRST_EMPTY)

    def commit(self) -> Ready | Note:
        """Give the values to save, or the one thing that stands in the way."""
        if self.is_empty:
            return Note(cell=self._order[0], sentence="Nothing has been typed yet.")
        filled = [self._cells[key] for key in self._order if key in self._typed]
        notes = [self._check(cell) or self._unfinished(cell.key) for cell in filled]
        notes += [self._ask_dropped(cell.key) for cell in filled]
        note = next((one for one in notes if one is not None), None)
        note = note or self._ask(filled, "Save again to keep it.") or self._ask_alike(filled)
        if note is not None:
            return note
        self._editing = None
        return self._ready(filled)

    def _ready(self, filled: Sequence[EntryCell]) -> Ready:
        values: dict[str, str] = {}
        missing: dict[str, str] = {}
        sources: dict[str, str] = {}
        for cell in filled:
            if self.text(cell.key).startswith(MINUS):
                why = why_not_obtained(self.text(cell.key))
                missing |= {field.key: why for field in cell.fields}
                continue
            for field, number in zip(cell.fields, numbers(self.text(cell.key)), strict=True):
                values[field.key] = str(number)
                if cell.key in self._sources:
                    sources[field.key] = self._sources[cell.key]
        return Ready(values=values, not_obtained=missing, sources=sources)

    def _ask_alike(self, filled: Sequence[EntryCell]) -> Note | None:
        """Ask once whether a whole set equal to the one before was read again."""
        values = self._ready(filled).values
        last = self._last_set
        if last is None or self._alike_asked or len(values) < FULL_SET:
            return None
        if last.values.keys() != values.keys():
            return None
        if any(Decimal(last.values[name]) != Decimal(value) for name, value in values.items()):
            return None
        self._alike_asked = True
        sentence = (
            f"All {len(values)} values as at {last.time}. Read again? Save again to keep them."
        )
        return Note(cell=filled[0].key, sentence=sentence, tone=Tone.QUESTION)

    def refuse(self, field: str, sentence: str) -> Note | None:
        """Show the door's refusal beside the cell that holds a field, keeping what was typed."""
        for cell in self._cells.values():
            if field in (cell.key, *(one.key for one in cell.fields)):
                self._problems[cell.key] = sentence
                return Note(cell=cell.key, sentence=sentence)
        return None

    def draft(self) -> dict[str, str]:
        """What has been typed, half-typed cells included, to be kept against a crash."""
        return self._typed | {f"{_FROM}{key}": of for key, of in self._sources.items()}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Take up a kept draft; what does not fit these cells is left out."""
        self.clear_all()
        for key, text in draft.items():
            signs = text.removeprefix(MINUS)
            if self.takes(key) and signs != text:
                self._put(key, MINUS)
            fits = self.takes(key) and all(self.type(key, sign) == OK for sign in signs)
            if not fits:
                self._put(key, "")
        self._sources = {key: draft[_FROM + key] for key in self._typed if _FROM + key in draft}
        self._editing = None

    def clear_all(self) -> None:
        """Start again with nothing typed."""
        self._typed.clear()
        self._sources.clear()
        self._problems.clear()
        self._asked.clear()
        self._dropped.clear()
        self._alike_asked = False
        self._editing = None

    def _put(self, key: str, text: str) -> None:
        self._problems.pop(key, None)
        self._sources.pop(key, None)
        self._asked.discard(key)
        self._alike_asked = False
        self._editing = key if text else None
        if text:
            self._typed[key] = text
        else:
            self._typed.pop(key, None)
            self._dropped.discard(key)

    def _is_first_of_two(self, key: str) -> bool:
        text = self.text(key)
        is_pair = len(self._cells[key].fields) == 2
        return is_pair and text != "" and not {"/", MINUS} & set(text)

    def _unfinished(self, key: str) -> Note | None:
        fields, text = self._cells[key].fields, self.text(key)
        if text.startswith(MINUS):
            return None if why_not_obtained(text) else self._problem(key, REASONS)
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
        if text.startswith(MINUS):
            return None
        parts = text.split("/") if text else []
        for field, part in zip(cell.fields, parts, strict=False):
            sentence = fault(field, part) if part else None
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
        if text.startswith(MINUS):
            return ""
        said = []
        for field, number in zip(cell.fields, numbers(text), strict=False):
            last, step = self._last.get(field.key), field.range.far
            if last is not None and step is not None and abs(number - last) >= step:
                said.append(f"{field.label} {number}, last {last}")
        return ", ".join(said)
