"""The ledger's inventories: those that were taken, the next that is due, taking and printing."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.app.files import NotWritten
from ketachart.domain.inventories import Inventory
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import LogFiles
from ketachart.ui.panels.inventory import InventoryPanel
from ketachart.ui.presenters.inventories import (
    INVENTORY_COLUMNS,
    ON_HAND_COLUMNS,
    inventory_lines,
    next_inventory_words,
    on_hand_lines,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page


class InventoriesPage(Page):
    """The list at the left; taking one, or printing the chosen one, at the right."""

    def __init__(self, desk: Desk, files: LogFiles) -> None:
        super().__init__()
        self._desk = desk
        self._files = files
        self._due = heading("")
        self._due.setObjectName("next_inventory")
        self._bar = RefusalBar()
        self.table = TextTable("inventories", "Inventories", INVENTORY_COLUMNS)
        self.on_hand = TextTable(
            "on_hand", "What was on hand", ON_HAND_COLUMNS, ("Sealed", "Open mL")
        )
        self._take = ActionButton("Take an inventory", "take_inventory")
        self._print = ActionButton("Save as PDF", "save_inventory")
        self._folder = FolderField("inventory_folder", "Folder for the PDF")
        self._saved = sentence(name="inventory_saved")
        self.side = TaskSide(
            (
                self._take,
                heading("Print the chosen one"),
                FieldRow("Into the folder", self._folder),
                self._print,
                self._saved,
            )
        )
        left = QVBoxLayout()
        left.setSpacing(10)
        for part in (self._due, self._bar):
            left.addWidget(part)
        left.addWidget(self.table)
        left.addWidget(self.on_hand, stretch=1)
        left.addStretch()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)
        self._take.clicked.connect(self.begin_inventory)
        self._print.clicked.connect(self.save_chosen)
        self.side.closed.connect(self.refresh)
        self.table.line_chosen.connect(lambda _key: self._show_on_hand())
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self._follow)

    def refresh(self, _changed: object = None) -> None:
        """Show the inventories and when the next is due; no figures while somebody counts."""
        world, taken = self._desk.world, self._desk.clinic.inventories()
        today = self._desk.today
        self._due.setText(next_inventory_words(world, taken, today))
        is_counting = self.side.panel is not None
        self.table.show_lines(() if is_counting else inventory_lines(world, taken))
        if taken and not is_counting and not self.table.chosen:
            self.table.choose(taken[-1].id)
        self.table.fit_rows(2, 6)
        self._show_on_hand()
        person = self._desk.turn.person
        self._take.setVisible(may(person, "inventory.take"))
        self._print.setEnabled(bool(taken) and may(person, "packet.export"))

    def _show_on_hand(self) -> None:
        is_counting = self.side.panel is not None
        lines = () if is_counting else on_hand_lines(self._chosen())
        self.on_hand.show_lines(lines)
        self.on_hand.setVisible(bool(lines))

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    def begin_inventory(self) -> None:
        """Begin the first inventory, or the next."""
        kind = "biennial" if self._desk.clinic.inventories() else "initial"
        self._saved.setText("")
        self.side.open(InventoryPanel(self._desk, kind))
        self.refresh()

    def _chosen(self) -> Inventory | None:
        key = self.table.chosen
        return next((each for each in self._desk.clinic.inventories() if each.id == key), None)

    def save_chosen(self) -> None:
        """Write the chosen inventory as PDF."""
        inventory, folder, clinic = self._chosen(), self._folder.folder, self._desk.clinic
        if inventory is None or folder is None:
            missing = "No inventory is chosen." if inventory is None else "No folder is named."
            self._bar.explain(missing, "Choose one.")
            return
        day, kind = inventory.taken.day, inventory.taken.kind
        path = folder / f"inventory-{day}-{kind}.pdf"
        turn = self._desk.turn
        try:
            self._files.write_inventory(clinic, inventory, path, turn.person)
        except NotWritten as error:
            self._bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        clinic.record_reading(f"inventory of {day}, saved", turn)
        self._bar.clear()
        self._saved.setText(f"Saved: {path}")
