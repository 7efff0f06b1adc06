"""A page to read before it is signed: titled sections of labelled lines."""

from dataclasses import dataclass

from ketachart.ui.presenters.grid_view import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What it is about, in a word or two, and what there is to say."""

    label: str
    words: str
    priority: Priority = Priority.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSection:
    """Lines under a title; `empty` is said where there is none."""

    title: str
    lines: tuple[SheetLine, ...]
    empty: str = "None."
