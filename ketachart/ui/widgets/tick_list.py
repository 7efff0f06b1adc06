"""A list in which several may be ticked, with rows for a gloved finger."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ketachart.ui.widgets.theme import colours_of, touch_height

_MOST_ROWS = 5
_GAP = 10
_TICKED = Qt.CheckState.Checked
_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.28))


class _TickRow(QStyledItemDelegate):
    """A box with an outline that is seen in a dim room; the whole row ticks it, not the box."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        side = option.fontMetrics.height() * 1.1
        row, indent = QRect(option.rect), round(side) + _GAP
        option.rect = row.adjusted(indent, 0, 0, 0)
        super().paint(painter, option, index)
        colours = colours_of(option.palette)
        top = row.top() + (row.height() - side) / 2
        box = QRectF(row.left() + _GAP / 2, top, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is _TICKED
        painter.setPen(QPen(QColor(colours.accent if is_ticked else colours.muted), 1.6))
        painter.setBrush(QColor(colours.accent) if is_ticked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if is_ticked:
            painter.setPen(QPen(QColor(colours.accent_text), side / 8))
            corners = [box.topLeft() + QPointF(x, y) * side for x, y in _TICK]
            painter.drawPolyline(QPolygonF(corners))
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        del option
        if not _is_tick(event):
            return False
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        turned = Qt.CheckState.Unchecked if state is _TICKED else _TICKED
        return model.setData(index, turned.value, Qt.ItemDataRole.CheckStateRole)


def _is_tick(event: QEvent) -> bool:
    if isinstance(event, QMouseEvent):
        is_left = event.button() is Qt.MouseButton.LeftButton
        return is_left and event.type() is QEvent.Type.MouseButtonRelease
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space


class TickList(QListWidget):
    """Ticks with a click, a touch or Space; the order ticked does not matter."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_TickRow(self))
        height = touch_height(self.font())
        for value, words in choices:
            row = QListWidgetItem(words)
            row.setData(Qt.ItemDataRole.UserRole, value)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Unchecked)
            row.setSizeHint(QSize(0, height))
            self.addItem(row)
        self.setFixedHeight(height * min(max(1, len(choices)), _MOST_ROWS) + 4)

    @property
    def ticked(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        rows = [self.item(number) for number in range(self.count())]
        return tuple(
            str(row.data(Qt.ItemDataRole.UserRole))
            for row in rows
            if row.checkState() is Qt.CheckState.Checked
        )

    def tick(self, value: str) -> None:
        """Tick one."""
        for number in range(self.count()):
            if self.item(number).data(Qt.ItemDataRole.UserRole) == value:
                self.item(number).setCheckState(Qt.CheckState.Checked)

    def untick_all(self) -> None:
        """Tick none; keys begin at the first line again."""
        for number in range(self.count()):
            self.item(number).setCheckState(Qt.CheckState.Unchecked)
        self.setCurrentRow(-1)
