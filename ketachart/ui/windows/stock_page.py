"""The ledger's first page: products, their containers, and what can be done with them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.counting import CountPanel, ResolvePanel
from ketachart.ui.panels.deliveries import DisposePanel, ReceivePanel, TransferPanel
from ketachart.ui.panels.listing import ListProductPanel
from ketachart.ui.panels.stock_panels import StockPanel
from ketachart.ui.panels.vial_losses import BreakPanel, WasteVialPanel
from ketachart.ui.presenters.ledger import (
    STOCK_COLUMNS,
    product_words,
    state_words,
    stock_lines,
)
from ketachart.ui.presenters.shelf import CONTAINER_COLUMNS, attention_words, shelf_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.widgets.theme import side_width
from ketachart.ui.windows.paged_window import Page

_NUMBERS = ("Sealed", "Open mL", "Drawn mL", "Balance mL", "Balance mg", "mL", "mg")
_ACTIONS: Mapping[str, tuple[str, str, type[StockPanel]]] = {
    "receive": ("Receive a delivery", "stock.receive", ReceivePanel),
    "count": ("Count", "stock.count", CountPanel),
    "resolve": ("Resolve a difference", "stock.resolve", ResolvePanel),
    "waste": ("Waste from a vial", "stock.waste", WasteVialPanel),
    "break": ("Record a broken container", "stock.break", BreakPanel),
    "dispose": ("Dispose", "stock.dispose", DisposePanel),
    "transfer": ("Transfer", "stock.transfer", TransferPanel),
}
_LISTING = ("Keep another product", "product.list")


class StockPage(Page):
    """Products above their containers at the left, one task at a time at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.panel: StockPanel | ListProductPanel | None = None
        self.products = TextTable("products", "Products", STOCK_COLUMNS, _NUMBERS)
        self.containers = TextTable("containers", "Containers", CONTAINER_COLUMNS, _NUMBERS)
        self._about = heading("")
        self._side = QStackedWidget()
        self._resting = QWidget()
        self._buttons = {key: ActionButton(words, key) for key, (words, _, _) in _ACTIONS.items()}
        self._list = ActionButton(_LISTING[0], "list_product")
        self._waits = sentence(
            "Receiving, counting and resolving, disposing and transferring are the administrator's;"
            " nurses and anesthesiologists are their witnesses."
        )
        self._lay_out()
        self.products.line_chosen.connect(self._product_chosen)
        desk.changed.connect(self.refresh)
        desk.turn_changed.connect(self._show_actions)
        self.refresh()
        self.products.choose(next(iter(desk.world.products()), ""))
        self._show_actions()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.products)
        left.addWidget(self._about)
        left.addWidget(self.containers, stretch=1)
        left.addStretch()
        rows = QVBoxLayout(self._resting)
        rows.setContentsMargins(12, 0, 0, 0)
        rows.setSpacing(8)
        for button in self._buttons.values():
            rows.addWidget(button)
        rows.addWidget(self._list)
        rows.addWidget(self._waits)
        rows.addStretch(1)
        self._side.addWidget(self._resting)
        self._side.setFixedWidth(side_width(self.font()))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self._side)
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, name=key: self.open_panel(name))
        self._list.clicked.connect(lambda: self._show_panel(ListProductPanel(self._desk)))

    def open_panel(self, name: str) -> None:
        """Open a task about the product that is chosen."""
        product = self.products.chosen
        if product:
            self._show_panel(_ACTIONS[name][2](self._desk, product))

    def _show_panel(self, panel: StockPanel | ListProductPanel) -> None:
        self.close_panel()
        self.panel = panel
        panel.finished.connect(self.close_panel)
        self._side.addWidget(panel)
        self._side.setCurrentWidget(panel)
        self.refresh()
        panel.begin()

    def close_panel(self) -> None:
        """Go back to the list of tasks."""
        if self.panel is not None:
            self._side.removeWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None
        self._side.setCurrentWidget(self._resting)
        self.refresh()
        self.products.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, _changed: object = None) -> None:
        """Show the stock as it is now."""
        world, today = self._desk.world, self._desk.today
        lines = stock_lines(
            world, lambda stock: attention_words(stock, world, today), is_blind=self._is_counting
        )
        self.products.show_lines(lines)
        self.products.fit_rows(3, 8)
        self._show_containers()

    @property
    def _is_counting(self) -> bool:
        """Whether somebody counts, who must not read the ledger's figures beside the form."""
        return isinstance(self.panel, CountPanel)

    def _product_chosen(self, product: str) -> None:
        if not product:
            return
        if isinstance(self.panel, StockPanel) and self.panel.product != product:
            self.close_panel()
        self._show_containers()
        self._show_actions()

    def _show_containers(self) -> None:
        stock = self._desk.world.stock(self.products.chosen)
        if stock is None:
            return
        self.containers.setVisible(not self._is_counting)
        if self._is_counting:
            self._about.setText("The figures are hidden while somebody counts.")
            return
        # At the right end of a wide table the state may lie out of sight.
        state = state_words(stock, attention_words(stock, self._desk.world, self._desk.today))
        said = f"Containers of {product_words(stock)}"
        self._about.setText(f"{said} · {state}" if state else said)
        clinic = self._desk.clinic
        found, sessions = clinic.containers(stock.product.id), clinic.sessions_open()
        self.containers.show_lines(
            shelf_lines(stock, found, sessions, self._desk.world, self._desk.today)
        )
        self._buttons["resolve"].setEnabled(stock.unresolved is not None)

    def _show_actions(self) -> None:
        """Only what the person at the keyboard may do is there."""
        person = self._desk.turn.person
        for key, (_, right, _) in _ACTIONS.items():
            self._buttons[key].setVisible(may(person, right))
        self._list.setVisible(may(person, _LISTING[1]))
        self._waits.setVisible(not may(person, "stock.count"))
