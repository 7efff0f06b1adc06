"""The first start: what is refused at each page, and a clinic set up by typing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ketachart.app.clock import SetClock
from ketachart.app.entrance import enter, read_sheet, set_up
from ketachart.app.outcomes import Trouble
from ketachart.app.vaults import Newcomer, Unlocked
from ketachart.bootstrap import save_sheets
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.events import ClinicFounded
from ketachart.domain.products import Product
from ketachart.store.vault_files import VaultFiles
from ketachart.ui.entry_parts import Beginning
from ketachart.ui.presenters import founding
from ketachart.ui.presenters.founding import Fault
from ketachart.ui.widgets.form import ChoiceField
from ketachart.ui.widgets.sheets_proof import sheet_words
from ketachart.ui.widgets.tick_list import TickList
from ketachart.ui.windows.first_start import FirstStart
from tests.ui.chair_day import at

CLINIC = founding.ClinicTyped(
    name="Quay Street Infusion",
    address="1 Quay St, Portland, OR 97209",
    phone="",
    timezone="America/Los_Angeles",
    dea_registration="fh1234563",
    chairs="3",
)
PERSON = founding.PersonTyped(
    id="rn.vance",
    name="Lio Vance",
    initials="LV",
    credentials="RN",
    roles=("nurse",),
    dea_registration="",
    passphrase="seven quiet herons land",
    passphrase_again="seven quiet herons land",
    pin="402917",
    pin_again="402917",
)
PRODUCT = founding.ProductTyped(
    substance="Ketamine HCl",
    schedule="III",
    dea_code="7285",
    ndc="00409-2053-10",
    mg_per_ml="50",
    container_ml="10",
    container="vial",
)


def test_that_a_complete_clinic_gets_its_chairs_and_its_number_in_capitals():
    clinic = founding.clinic_of(CLINIC)
    assert isinstance(clinic, ClinicFounded)
    assert clinic.chairs == ("Chair 1", "Chair 2", "Chair 3")
    assert clinic.dea_registration == "FH1234563"
    assert not clinic.training


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("address", ""),
        ("timezone", "Mars/Olympus"),
        ("timezone", ""),
        ("dea_registration", "FH1234564"),
        ("chairs", "0"),
        ("chairs", "17"),
        ("chairs", "2.5"),
    ],
)
def test_that_a_clinic_is_refused_at_the_field_that_is_wrong(field, typed):
    fault = founding.clinic_of(replace(CLINIC, **{field: typed}))
    assert isinstance(fault, Fault)
    assert fault.about == field


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"name": ""}, "person_name"),
        ({"initials": ""}, "initials"),
        ({"roles": ()}, "roles"),
        ({"id": "rn vance"}, "id"),
        ({"dea_registration": "FX1234560"}, "own_dea"),
        ({"passphrase": "short", "passphrase_again": "short"}, "passphrase"),
        ({"passphrase_again": "seven quiet herons fly"}, "passphrase_again"),
        ({"pin": "123456", "pin_again": "123456"}, "pin"),
        ({"pin_again": "402918"}, "pin_again"),
    ],
)
def test_that_a_person_is_refused_at_the_field_that_is_wrong(changed, about):
    fault = founding.newcomer_of(replace(PERSON, **changed), [])
    assert isinstance(fault, Fault)
    assert fault.about == about


def test_that_two_people_do_not_sign_in_by_one_name():
    first = founding.newcomer_of(PERSON, [])
    assert isinstance(first, Newcomer)
    again = founding.newcomer_of(PERSON, [first])
    assert isinstance(again, Fault)
    assert again.about == "id"


def test_that_the_roles_a_clinic_lacks_are_named():
    nurse = founding.newcomer_of(PERSON, [])
    assert isinstance(nurse, Newcomer)
    assert founding.missing_roles([nurse]) == ("anesthesiologist", "administrator")


@pytest.mark.parametrize(
    ("field", "typed"), [("ndc", ""), ("mg_per_ml", "0"), ("container_ml", "ten"), ("schedule", "")]
)
def test_that_a_product_is_refused_at_the_field_that_is_wrong(field, typed):
    fault = founding.product_of(replace(PRODUCT, **{field: typed}), [])
    assert isinstance(fault, Fault)
    assert fault.about == field


def test_that_a_product_stands_in_the_list_once():
    first = founding.product_of(PRODUCT, [])
    assert isinstance(first, Product)
    assert isinstance(founding.product_of(PRODUCT, [first]), Fault)


# ── In the window ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def printed():
    """The words on the sheets, as they come out of the printer."""
    return []


@pytest.fixture
def start(qtbot, tmp_path, printed):
    clock = SetClock(at("07:00:00"))

    def save_and_print(folder, clinic, sheets):
        save_sheets(folder, clinic, sheets)
        printed.extend(sheets)

    beginning = Beginning(
        found=lambda wished: set_up(tmp_path / "vault", wished, clock, SMALLEST_COST),
        save_sheets=save_and_print,
    )
    window = FirstStart(beginning, tmp_path / "sheets")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def fill(page, **typed):
    for name, words in typed.items():
        field = page.findChild(object, name)
        if isinstance(field, ChoiceField):
            field.choose(words)
        else:
            field.clear()
            QTest.keyClicks(field, words)


def fill_person(start, role):
    person = PERSON
    fill(
        start.people_page,
        person_name=f"{person.name} {role}",
        initials="LV",
        id=f"{role[:2]}.vance",
        passphrase=person.passphrase,
        passphrase_again=person.passphrase,
        pin=person.pin,
        pin_again=person.pin,
    )
    start.people_page.findChild(TickList, "roles").tick(role)
    assert start.people_page.add_typed()


def fill_all(start):
    start.show_step(1)
    fill(
        start.clinic_page,
        name=CLINIC.name,
        address=CLINIC.address,
        timezone=CLINIC.timezone,
        dea_registration=CLINIC.dea_registration,
    )
    start.go_on()
    for role in ("nurse", "anesthesiologist", "administrator"):
        fill_person(start, role)
    start.go_on()
    fill(start.products_page, ndc=PRODUCT.ndc, mg_per_ml="50", container_ml="10")
    assert start.products_page.add_typed()
    start.go_on()


def set_up_until_the_proof(qtbot, start):
    start.go_on()
    qtbot.waitUntil(start.proof_page.isVisible, timeout=20_000)


def type_sheets(start, first, second):
    for name, words in (("sheet_first", first), ("sheet_second", second)):
        start.proof_page.findChild(object, name).setPlainText(words)


def test_that_two_sheets_typed_by_their_first_letters_are_proven(qtbot, start, printed, tmp_path):
    fill_all(start)
    set_up_until_the_proof(qtbot, start)
    type_sheets(start, *(" ".join(word[:4] for word in sheet.split()) for sheet in printed[1:]))
    with qtbot.waitSignal(start.founded):
        start.go_on()
    entered = enter(tmp_path / "vault", "ad.vance", PERSON.passphrase, SetClock(at("07:01:00")))
    assert isinstance(entered, Unlocked)
    assert entered.clinic.sheets_proven == at("07:00:00")
    entered.clinic.close()


def test_that_one_sheet_typed_twice_proves_nothing(qtbot, start, printed):
    fill_all(start)
    set_up_until_the_proof(qtbot, start)
    type_sheets(start, printed[0], printed[0])
    start.go_on()
    assert "do not open" in start.proof_page.bar.sentence
    assert start.proof_page.isVisible()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "0 of 33"),
        ("1. acad 2. acid", "2 of 33"),
        ("academic acidd", "word 2, “acidd”"),
        ("xyzzy", "word 1, “xyzzy”"),
    ],
)
def test_that_a_sheet_says_how_far_it_is_and_which_word_is_wrong(typed, said):
    assert said in sheet_words(read_sheet(typed))


def test_that_a_clinic_typed_by_hand_can_be_signed_in_to(qtbot, start, tmp_path):
    fill_all(start)
    set_up_until_the_proof(qtbot, start)
    with qtbot.waitSignal(start.founded):
        QTest.mouseClick(start._skip, Qt.MouseButton.LeftButton)
    sheets = sorted(file.name for file in (tmp_path / "sheets").iterdir())
    assert sheets == [f"recovery-sheet-{number}.pdf" for number in (1, 2, 3)]
    entered = enter(tmp_path / "vault", "ad.vance", PERSON.passphrase, SetClock(at("07:01:00")))
    assert isinstance(entered, Unlocked)
    assert entered.clinic.world.site.chairs == tuple(f"Chair {number}" for number in range(1, 5))
    entered.clinic.close()


def test_that_a_tab_leads_from_the_last_field_on_and_not_back(qtbot, start):
    start.activateWindow()
    start.show_step(1)
    last = start.clinic_page.findChild(QWidget, "chairs")
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    QTest.keyClick(last, Qt.Key.Key_Tab)
    assert start.focusWidget().objectName() == "next"


def test_that_a_folder_that_takes_no_sheets_is_told_and_another_may_be_chosen(
    qtbot, start, tmp_path
):
    (tmp_path / "sheets").write_text("in the way")
    fill_all(start)
    start.go_on()
    bar = start.sheets_page.bar
    qtbot.waitUntil(lambda: bar.sentence != "", timeout=20_000)
    fill(start.sheets_page, sheets=str(tmp_path / "elsewhere"))
    set_up_until_the_proof(qtbot, start)
    assert len(list((tmp_path / "elsewhere").iterdir())) == 3


def test_that_a_page_that_lacks_something_does_not_go_on(start):
    start.show_step(1)
    start.go_on()
    assert start._stack.currentIndex() == 1
    assert start.clinic_page.bar.sentence == "Enter the clinic's name."


def test_that_nobody_who_is_typed_is_left_out_by_going_on(start):
    fill_all(start)
    people, products = start.people_page, start.products_page
    start.show_step(2)
    fill(people, person_name="Somebody Else")
    start.go_on()
    assert start._stack.currentIndex() == 2
    assert people.bar.sentence.startswith("Enter ")
    people.findChild(object, "person_name").clear()
    start.go_on()
    fill(products, ndc="42023-0115-10", mg_per_ml="10", container_ml="20")
    start.go_on()
    assert [each.ndc for each in products.products] == [PRODUCT.ndc, "42023-0115-10"]
    assert start._stack.currentIndex() == 4


def test_that_what_was_typed_stays_when_going_back(start):
    start.show_step(1)
    fill(start.clinic_page, name="Quay Street")
    start.go_back()
    start.show_step(1)
    assert start.clinic_page.findChild(object, "name").text() == "Quay Street"


def test_that_a_vault_that_stands_there_is_never_replaced(tmp_path):
    keyring = VaultFiles(tmp_path / "vault").keyring
    keyring.parent.mkdir()
    keyring.write_bytes(b"not ours")
    clinic, person = founding.clinic_of(CLINIC), founding.newcomer_of(PERSON, [])
    product = founding.product_of(PRODUCT, [])
    assert isinstance(clinic, ClinicFounded)
    assert isinstance(person, Newcomer)
    assert isinstance(product, Product)
    wished = founding.founding_of(clinic, [person], [product])
    answer = set_up(tmp_path / "vault", wished, SetClock(at("07:00:00")), SMALLEST_COST)
    assert isinstance(answer, Trouble)
    assert keyring.read_bytes() == b"not ours"
    assert list(keyring.parent.iterdir()) == [keyring]


def test_that_the_first_keys_on_a_step_go_into_its_first_field(qtbot, start):
    with qtbot.waitActive(start):
        start.activateWindow()
    start.show_step(1)
    for sign in "Lakeside":
        QTest.keyClick(start.focusWidget(), sign)
    assert start.clinic_page.findChild(object, "name").typed == "Lakeside"
    fill_all(start)
    start.show_step(2)
    assert start.focusWidget().objectName() == "person_name"


def test_that_somebody_added_is_named_and_the_next_one_is_typed_in_view(start):
    start.resize(820, 500)
    start.show_step(2)
    fill_person(start, "nurse")
    name = start.people_page.findChild(object, "person_name")
    assert f"{PERSON.name} nurse is added." in start.people_page.bar.sentence
    assert start.focusWidget() is name
    assert not name.visibleRegion().isEmpty()


def test_that_the_next_persons_roles_begin_at_the_first_line_again(qtbot, start):
    with qtbot.waitActive(start):
        start.activateWindow()
    start.show_step(2)
    roles = start.people_page.findChild(TickList, "roles")
    for role in ("anesthesiologist", "administrator"):
        roles.untick_all()
        start.people_page.findChild(object, "person_name").setFocus()
        roles.setFocus()
        for _ in range(1 if role == "anesthesiologist" else 2):
            QTest.keyClick(roles, Qt.Key.Key_Down)
        QTest.keyClick(roles, Qt.Key.Key_Space)
        assert roles.ticked == (role,)
