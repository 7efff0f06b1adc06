"""What is typed in one part of a window stays there: no key leads into what lies beside it."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def keeps_letters(event: QEvent) -> bool:
    """Keep plain letters and digits from being taken for shortcuts of the window.

    Returns:
        Whether the event asked for that, and is dealt with.
    """
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.text().isprintable() and event.text() and not event.modifiers() & _COMMANDS:
        event.accept()
        return True
    return False


def step_within(part: QWidget, *, forward: bool, first: QWidget | None = None) -> bool:
    """Move the focus to the next (or last) field of a part, as they are read, round and round.

    Args:
        part: what the focus must not leave.
        forward: whether Tab was pressed, not Shift+Tab.
        first: a scrolled page in it, whose fields come before what stands below the page.

    Returns:
        Whether there was a field to go to.
    """
    # Where fields lie that just came is known once their layouts have done what they were asked;
    # a Tab that was typed ahead comes before they would have done so by themselves.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    found = [each for each in part.findChildren(QWidget) if _takes_tab(each, part)]
    ring = _as_read({each: _place(each, part, first) for each in found})
    if not ring:
        return False
    focused = part.window().focusWidget()
    at = ring.index(focused) if focused in ring else -1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    ring[(at + (1 if forward else -1)) % len(ring)].setFocus(reason)
    return True


def _as_read(places: Mapping[QWidget, tuple[bool, int, int]]) -> list[QWidget]:
    """Line after line; a label of two lines puts its field a little lower than its neighbours'."""
    lines: list[list[QWidget]] = []
    for each in sorted(places, key=places.__getitem__):
        page, top, _ = places[each]
        first = lines[-1][0] if lines else each
        lower = top - places[first][1]
        is_beside = page == places[first][0] and 2 * lower < min(each.height(), first.height())
        if lines and is_beside:
            lines[-1].append(each)
        else:
            lines.append([each])
    return [each for line in lines for each in sorted(line, key=lambda one: places[one][2])]


def _place(widget: QWidget, part: QWidget, first: QWidget | None) -> tuple[bool, int, int]:
    """Where a field is read: page before frame, top before bottom, left before right."""
    on_page = first is not None and first.isAncestorOf(widget)
    corner = widget.mapTo(first if on_page and first is not None else part, QPoint(0, 0))
    return (not on_page, corner.y(), corner.x())


def _takes_tab(widget: QWidget, part: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    # A proxy (the line in a spin box) is its owner's business.
    return takes and widget.isEnabled() and widget.isVisibleTo(part) and widget.focusProxy() is None
