"""The pages of the first start: clinic, people, products."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ketachart.app.vaults import Newcomer
from ketachart.domain.events import ClinicFounded
from ketachart.domain.products import Product
from ketachart.ui.presenters import founding
from ketachart.ui.presenters.founding import Fault
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import (
    ChoiceField,
    FieldRow,
    NumberField,
    SecretField,
    TextField,
    heading,
    sentence,
)
from ketachart.ui.widgets.product_fields import ProductFields
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.tick_list import TickList


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A field in a page's grid of two columns; `wide` ones take both."""

    label: str
    field: QWidget
    hint: str = ""
    unit: str = ""
    wide: bool = False


class FoundingPage(QWidget):
    """A page of fields with a bar that says what is wrong."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.bar = RefusalBar()
        self._body = QWidget()
        self.rows = QVBoxLayout(self._body)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(12)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(heading(title))
        outer.addWidget(sentence(words))
        outer.addWidget(self.bar)
        outer.addWidget(scroll, stretch=1)

    def place(self, *placed: Placed) -> None:
        """Lay fields out, two side by side."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        at = 0
        for each in placed:
            at += at % 2 if each.wide else 0
            row = FieldRow(each.label, each.field, hint=each.hint, unit=each.unit)
            grid.addWidget(row, at // 2, at % 2, 1, 2 if each.wide else 1)
            at += 2 if each.wide else 1
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.rows.addLayout(grid)

    def explain(self, fault: Fault) -> None:
        """Say what is wrong, at its field."""
        self.bar.explain(fault.sentence)
        field = self.findChild(QWidget, fault.about)
        if field is not None:
            self.go_to(field)

    def go_to(self, field: QWidget) -> None:
        """Put the focus into a field, and the field into view."""
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field)

    def begin(self) -> None:
        """Put the focus where typing begins: into the first field."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focusNextChild()

    def is_ready(self) -> bool:
        """Whether the next page may come; otherwise the bar says what is missing."""
        raise NotImplementedError


class ClinicPage(FoundingPage):
    """Name, address, phone, time zone, DEA registration, chairs."""

    def __init__(self) -> None:
        super().__init__("The clinic", "As registered; the log of controlled substances bears it.")
        self.clinic: ClinicFounded | None = None
        self._name = TextField("name", "Clinic's name")
        self._address = TextField("address", "Address")
        self._phone = TextField("phone", "Phone")
        self._zone = ChoiceField("timezone", "Time zone", founding.zone_choices())
        self._dea = TextField("dea_registration", "DEA registration", hint="AB1234563")
        self._chairs = NumberField("chairs", "Chairs", text="4")
        self.place(
            Placed(label="Name", field=self._name, wide=True),
            Placed(label="Address, with city, state and ZIP", field=self._address, wide=True),
            Placed(label="Phone", field=self._phone),
            Placed(label="Time zone", field=self._zone),
            Placed(label="DEA registration", field=self._dea),
            Placed(label="Chairs", field=self._chairs),
        )
        self.rows.addStretch(1)

    def is_ready(self) -> bool:
        found = founding.clinic_of(
            founding.ClinicTyped(
                name=self._name.typed,
                address=self._address.typed,
                phone=self._phone.typed,
                timezone=self._zone.value,
                dea_registration=self._dea.typed,
                chairs=self._chairs.typed or "",
            )
        )
        if isinstance(found, Fault):
            self.explain(found)
            return False
        self.bar.clear()
        self.clinic = found
        return True


class _ListingPage(FoundingPage):
    """A page that collects several: a form, a button that adds, and the list so far."""

    def __init__(self, title: str, words: str, adding: str) -> None:
        super().__init__(title, words)
        self.add_button = ActionButton(adding, "add")
        self.add_button.clicked.connect(self.add_typed)
        self._listed = QVBoxLayout()
        self._listed.setSpacing(6)

    def finish_layout(self) -> None:
        """Put the button and the list below the fields."""
        self.rows.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.rows.addLayout(self._listed)
        self.rows.addStretch(1)

    def add_typed(self) -> bool:
        """Add what was typed to the list, or say what is wrong with it."""
        raise NotImplementedError

    def is_begun(self) -> bool:
        """Whether something is typed that was not added yet."""
        raise NotImplementedError

    def missing(self) -> str:
        """What the list still lacks, in words; empty if nothing."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        # Whoever leaves the page with somebody typed means them to be in the list.
        if self.is_begun() and not self.add_typed():
            return False
        missing = self.missing()
        if missing:
            self.bar.explain(missing, "Add what is missing; more can follow later.")
            return False
        self.bar.clear()
        return True

    def show_listed(self, lines: list[tuple[str, Callable[[], None]]]) -> None:
        """Show the list; each line can be taken out again."""
        while (item := self._listed.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, (words, remove) in enumerate(lines):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(sentence(f"✓ {words}"), stretch=1)
            button = ActionButton("Take out", f"remove_{number}")
            button.clicked.connect(remove)
            row.addWidget(button)
            self._listed.addWidget(line)


class PeoplePage(_ListingPage):
    """Everyone who signs in; each types a passphrase and a PIN of their own."""

    def __init__(self) -> None:
        super().__init__(
            "The people",
            "At least one nurse, one anesthesiologist and one administrator. Each types their own"
            " passphrase (15 characters or more; a few words will do) and PIN (six digits).",
            "Add this person",
        )
        self.people: list[Newcomer] = []
        self._texts = {
            name: TextField(name, label)
            for name, label in (
                ("person_name", "Name"),
                ("initials", "Initials"),
                ("credentials", "Credentials"),
                ("id", "Signs in as"),
                ("own_dea", "Own DEA registration"),
            )
        }
        self._roles = TickList("roles", "Roles", founding.ROLES)
        self._secrets = {
            name: SecretField(name, label)
            for name, label in (
                ("passphrase", "Passphrase"),
                ("passphrase_again", "Passphrase again"),
                ("pin", "PIN"),
                ("pin_again", "PIN again"),
            )
        }
        texts, secrets = self._texts, self._secrets
        self.place(
            Placed(label="Name", field=texts["person_name"]),
            Placed(label="Initials", field=texts["initials"]),
            Placed(label="Roles, one or several", field=self._roles, wide=True),
            Placed(label="Credentials, such as RN", field=texts["credentials"]),
            Placed(label="Signs in as, such as rn.okafor", field=texts["id"]),
            Placed(label="Own DEA registration, of who orders", field=texts["own_dea"], wide=True),
            Placed(label="Passphrase", field=secrets["passphrase"]),
            Placed(label="Passphrase again", field=secrets["passphrase_again"]),
            Placed(label="PIN", field=secrets["pin"]),
            Placed(label="PIN again", field=secrets["pin_again"]),
        )
        self.finish_layout()

    def add_typed(self) -> bool:
        texts = {name: field.typed for name, field in self._texts.items()}
        secrets = {name: field.text() for name, field in self._secrets.items()}
        found = founding.newcomer_of(
            founding.PersonTyped(
                id=texts["id"],
                name=texts["person_name"],
                initials=texts["initials"],
                credentials=texts["credentials"],
                roles=self._roles.ticked,
                dea_registration=texts["own_dea"],
                **secrets,
            ),
            self.people,
        )
        if isinstance(found, Fault):
            self.explain(found)
            return False
        self.people.append(found)
        for field in (*self._texts.values(), *self._secrets.values()):
            field.clear()
        self._roles.untick_all()
        self._show()
        self.bar.tell(f"{found.person.name} is added.")
        self.go_to(self._texts["person_name"])
        return True

    def _show(self) -> None:
        def removal(newcomer: Newcomer) -> Callable[[], None]:
            return lambda: self._remove(newcomer)

        self.show_listed(
            [
                (
                    f"{each.person.titled} · {', '.join(each.person.roles)} · {each.person.id}",
                    removal(each),
                )
                for each in self.people
            ]
        )

    def _remove(self, newcomer: Newcomer) -> None:
        self.people.remove(newcomer)
        self._show()

    def is_begun(self) -> bool:
        return any(field.text() for field in (*self._texts.values(), *self._secrets.values()))

    def missing(self) -> str:
        missing = founding.missing_roles(self.people)
        return f"Still missing: {' and '.join(missing)}." if missing else ""


class ProductsPage(_ListingPage):
    """The controlled products that are kept."""

    def __init__(self) -> None:
        super().__init__(
            "The controlled products",
            "Each strength and size of container by its NDC. At least one; more can follow later.",
            "Add this product",
        )
        self.products: list[Product] = []
        self._fields = ProductFields()
        self.place(
            *(
                Placed(label=label, field=field, unit=unit)
                for label, field, unit in self._fields.labelled
            )
        )
        self.finish_layout()

    def add_typed(self) -> bool:
        found = founding.product_of(self._fields.typed, self.products)
        if isinstance(found, Fault):
            self.explain(found)
            return False
        self.products.append(found)
        self._fields.clear()
        self._show()
        self.bar.tell(f"{found.substance} {found.finished_form} is added.")
        self.go_to(self._fields.ndc)
        return True

    def _show(self) -> None:
        def removal(product: Product) -> Callable[[], None]:
            return lambda: self._remove(product)

        self.show_listed(
            [
                (f"{each.substance} {each.finished_form} · NDC {each.ndc}", removal(each))
                for each in self.products
            ]
        )

    def _remove(self, product: Product) -> None:
        self.products.remove(product)
        self._show()

    def is_begun(self) -> bool:
        return self._fields.is_begun

    def missing(self) -> str:
        return "" if self.products else "No product is in the list."
