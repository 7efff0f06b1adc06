"""Patients and schedules from files as other programs write them."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import ADMIN, DAY, NURSE, House

from ketachart.app.clinic import Done, Refused
from ketachart.app.csv_file import NotReadable, read_bytes
from ketachart.app.defaults import load_protocols
from ketachart.app.importing import Preview, read_date
from ketachart.app.patient_lines import preview_patients
from ketachart.app.schedule_lines import Place, preview_schedule
from ketachart.app.whole_export import ExportWish, write_export
from ketachart.domain.acts import ImportPatients
from ketachart.domain.acts.import_acts import MOST_PATIENTS
from ketachart.domain.patients import Patient

HEAD = "MRN,Name,Date of Birth,Sex,Address,Phone,High respiratory risk\n"
GREER = "555,Ann Greer,1980-02-03,F,1 Elm St,+1 310-555-0100,no\n"
KNOWN = Patient(
    id="p.known",
    mrn="10481",
    name="Tobias Greer",
    birth_date=date(1971, 9, 14),
    sex="male",
    address="417 Juniper St",
    allergies=("latex",),
)


def patients(text: str | bytes, known: tuple[Patient, ...] = (KNOWN,)) -> Preview:
    content = text.encode() if isinstance(text, str) else text
    return preview_patients(content, known, DAY, lambda prefix: f"{prefix}-{next(_NUMBERS)}")


_NUMBERS = iter(range(10**9))


def made(preview: Preview) -> Patient:
    assert isinstance(preview.act, ImportPatients), preview
    (patient,) = preview.act.patients
    return patient


def sentences(preview: Preview) -> list[str]:
    return [f"{each.line}: {each.sentence}" for each in preview.problems]


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + GREER).encode(),
        (HEAD + GREER).encode("utf-8-sig"),
        (HEAD + GREER).encode("utf-16"),
        (HEAD + GREER).encode("cp1252"),
        (HEAD + GREER).replace("\n", "\r\n").encode(),
        (HEAD + GREER).replace(",", ";").encode(),
        (HEAD + GREER).replace(",", "\t").encode(),
        ("\n" + HEAD + "\n,,,\n" + GREER).encode(),
        (HEAD + '"555","Ann Greer",1980-02-03,F,1 Elm St,+1 310-555-0100,no').encode(),
    ],
)
def test_that_a_file_is_read_however_it_was_saved(content):
    patient = made(patients(content))
    assert (patient.mrn, patient.name, patient.sex) == ("555", "Ann Greer", "female")
    assert patient.birth_date == date(1980, 2, 3)
    assert patient.phone == "+1 310-555-0100"
    assert patient.high_respiratory_risk is False


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_that_letters_of_other_languages_survive(encoding):
    text = HEAD + "555,Siobhan Þórsdóttir,1980-02-03,F,1 Elm St,,no\n"
    assert made(patients(text.encode(encoding))).name == "Siobhan Þórsdóttir"


def test_that_an_import_takes_back_no_warning_and_says_so():
    known = replace(KNOWN, high_respiratory_risk=True)
    text = "MRN,Allergies,High respiratory risk\n10481,morphine; Latex,no\n"
    preview = patients(text, (known,))
    after = made(preview)
    assert (after.allergies, after.high_respiratory_risk) == (("latex", "morphine"), True)
    text = "MRN,Allergies,High respiratory risk\n10481,NKDA,no\n"
    (line,) = patients(text, (known,)).made
    assert line.what == "same"
    assert line.words.endswith("; stays: allergies latex, high respiratory risk")


def test_that_a_name_with_the_surname_first_is_turned_and_a_suffix_is_none():
    for name, read in (
        ("Greer, Ann", "Ann Greer"),
        ("de la Cruz, Ann B.", "Ann B. de la Cruz"),
        ("Al Greer, Jr.", "Al Greer, Jr."),
    ):
        line = GREER.replace("Ann Greer", f'"{name}"')
        assert made(patients(HEAD + line)).name == read


def test_that_headings_stand_in_any_order_and_others_are_passed_over():
    text = "Last Name,Insurance,DOB,first_name,respiratory-risk,SEX,Chart No.,address\n"
    text += "Greer,X,02/03/1980,Ann,Y,female,555,1 Elm St\n"
    patient = made(patients(text))
    assert (patient.name, patient.high_respiratory_risk) == ("Ann Greer", True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1980-02-03", date(1980, 2, 3)),
        ("02/03/1980", date(1980, 2, 3)),
        ("3.2.1980", date(1980, 2, 3)),
        ("1980-02-30", None),
        ("13/13/1980", None),
        ("2/3/80", None),
        ("１９８０-02-03", None),
        ("", None),
    ],
)
def test_that_dates_are_read_in_the_spellings_that_are_told(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0...", "save it as CSV"),
        (b"MRN\x00,Name", "no text"),
        (b"\x81\x8d", "no text"),
        (b"\xff\xfe\x00", "no text"),
        (HEAD.encode(), "headings and no lines"),
        (b"Name,Sex\nAnn,F\n", "No column is headed: mrn"),
        (b"MRN,Name,mrn\n1,2,3\n", "Two columns are headed: mrn"),
        (HEAD.encode() + b'5,"Ann\n', "quote is not closed"),
        (HEAD.encode() + b'5,"Ann"x\n', "stands inside a cell"),
        ((HEAD + "5,Jos\u00e9 Jos\u00e9").encode()[:-1], "not whole"),
        ((HEAD + "5,Jos\u00e9,\n").encode() + b"6,Andr\xe9,\n", "partly in UTF-8"),
        (HEAD.encode() + GREER.encode() * (MOST_PATIENTS + 1), "more than"),
        (HEAD.encode() + GREER.encode() * 100_000, "more than"),
    ],
)
def test_that_a_file_that_is_none_of_these_is_refused_in_words(content, word):
    with pytest.raises(NotReadable, match=word):
        patients(content)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Ann,1980-02-03,F,1 Elm St,,no", "The MRN is missing."),
        ("5,,1980-02-03,F,,,", "needs: name, address, high respiratory risk (yes or no)."),
        ("5,Ann,03-02-1980,F,1 Elm St,,no", "The birth date 03-02-1980 can't be"),
        ("5,Ann,2126-01-01,F,1 Elm St,,no", "The birth date 2126-01-01 can't be"),
        ("5,Ann,1980-02-03,?,1 Elm St,,no", "The sex ? is not known"),
        ("5,Ann,1980-02-03,F,1 Elm St,,maybe", "High respiratory risk is “maybe”"),
        ("5,=1+1,1980-02-03,F,1 Elm St,,no", "The name begins with =, as a formula does."),
        ("5,@SUM(A1),1980-02-03,F,1 Elm St,,no", "begins with @"),
        ("5,Ann,1980-02-03,F,-2+3|cmd,,no", "begins with -"),
        ("5,Ann,1980-02-03,F,1 Elm St,+cmd|' /C',no", "The phone begins with +"),
        ("5,Ann,1980-02-03,F,1 Elm St, 2nd floor,,no", "8 cells under 7 headings"),
        ("5,An\x07n,1980-02-03,F,1 Elm St,,no", "can't be printed"),
        (f"5,{'x' * 3000},1980-02-03,F,1 Elm St,,no", "more than 2000 signs"),
        ("10481,Ann Other,1980-02-03,F,1 Elm St,,no", "is registered for Tobias Greer"),
        (
            "010481,Tobias Greer,1971-09-14,M,1 Elm St,,no",
            "the same name and birth date are registered as MRN 10481.",
        ),
        ('7,"Greer, Tobias",1971-09-14,M,1 Elm St,,no', "are registered as MRN 10481."),
    ],
)
def test_that_each_wrong_line_is_named_with_its_reason(line, sentence):
    preview = patients(HEAD + GREER + line + "\n")
    assert preview.act is None
    (said,) = sentences(preview)
    assert said.startswith("3: ")
    assert sentence in said
    assert "nothing is imported" in preview.words


def test_that_a_number_that_stands_twice_is_told_with_both_lines():
    other = GREER.replace("555,Ann", "666,Bea")
    said = sentences(patients(HEAD + GREER + other + GREER.lower()))
    assert said == ["4: MRN 555 stands in line 2 already."]


def test_that_all_wrong_lines_are_told_in_order():
    bad = "5,Ann,1980-02-03,?,1 Elm St,,no\n"
    preview = patients(HEAD + bad + GREER + bad.replace("5,", "6,") + "7,,,,,,\n")
    assert [each.line for each in preview.problems] == [2, 4, 5]


def test_that_a_cell_of_several_lines_counts_as_the_editor_does():
    text = HEAD + '5,Ann,1980-02-03,F,"1 Elm St\nSan Pedro",,no\n' + "6,,,,,,\n"
    preview = patients(text)
    assert [each.line for each in preview.problems] == [4]
    assert made(patients(text.rsplit("6", 1)[0])).address == "1 Elm St, San Pedro"


def test_that_a_known_patient_is_the_same_changed_or_somebody_else():
    line = "10481,Tobias Greer,1971-09-14,M,417 Juniper St,,\n"
    assert patients(HEAD + line).words == "1 same, nothing to import."
    moved = patients(HEAD + line.replace("417 Juniper St", "2 Oak St"))
    assert made(moved).address == "2 Oak St"
    assert made(moved).allergies == ("latex",), "an empty cell took something away"
    assert "address: 417 Juniper St → 2 Oak St" in moved.made[0].words
    assert moved.words == "1 changed."


def test_that_a_weight_without_its_unit_is_passed_over():
    text = HEAD.replace("Phone", "Weight") + GREER.replace("+1 310-555-0100", "176")
    assert made(patients(text)).weight_kg == ""
    assert made(patients(text.replace("Weight", "Weight (kg)"))).weight_kg == "176"


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
).filter(lambda text: text[0] not in "=+-@")


@given(
    st.lists(
        st.builds(
            Patient,
            id=st.just(""),
            mrn=st.uuids().map(str),
            name=_TEXTS.filter(lambda text: "," not in text),
            birth_date=st.dates(date(1920, 1, 1), date(2010, 1, 1)),
            sex=st.sampled_from(["female", "male", "other"]),
            address=_TEXTS,
            phone=st.sampled_from(["", "+1 310 555 0100"]),
            weight_kg=st.sampled_from(["", "80.5"]),
            diagnosis=st.one_of(st.just(""), _TEXTS),
            allergies=st.lists(st.sampled_from(["latex", "morphine"]), unique=True).map(tuple),
            high_respiratory_risk=st.booleans(),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda each: each.name.casefold(),
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_that_what_is_written_field_by_field_is_read_again(people, separator, encoding):
    names = ["mrn", "name", "birth_date", "sex", "address", "phone", "weight_kg", "diagnosis"]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow([*names, "allergies", "high_respiratory_risk"])
    for each in people:
        risk = "yes" if each.high_respiratory_risk else "no"
        plain = [getattr(each, name) for name in names]
        writer.writerow([*plain, "; ".join(each.allergies), risk])
    preview = patients(file.getvalue().encode(encoding), ())
    assert sentences(preview) == []
    assert isinstance(preview.act, ImportPatients)
    read = [Patient(**vars_of(each) | {"id": ""}) for each in preview.act.patients]
    assert read == people


def vars_of(patient: Patient) -> dict[str, object]:
    return {name: getattr(patient, name) for name in Patient.__slots__}


@given(st.binary(max_size=300))
def test_that_any_bytes_are_read_or_refused(content):
    for begin in (b"", HEAD.encode()):
        try:
            preview = patients(begin + content)
        except NotReadable as error:
            assert str(error).endswith(".")  # noqa: PT017
        else:
            assert preview.words.endswith(".")


def test_that_of_two_columns_for_a_field_the_plainer_heading_counts():
    text = "Patient,Chart number,MRN,Name,DOB,Sex,Address,High respiratory risk\n"
    patient = made(patients(text + "p-1,1,555,Ann,1980-02-03,F,1 Elm St,no\n"))
    assert (patient.mrn, patient.name) == ("555", "Ann")


# ── Into the vault ───────────────────────────────────────────────────────────────────────────────


def test_that_a_file_is_registered_whole_or_not_at_all(house: House):
    clinic = house.clinic
    before = house.standing()
    act = patients(HEAD + GREER + GREER.replace("555,Ann", "556,Bea"), clinic.patients()).act
    assert isinstance(act, ImportPatients)
    outcome = clinic.perform(act, house.turns[NURSE])
    assert isinstance(outcome, Refused)
    twice = ImportPatients(patients=(act.patients[0], act.patients[0]))
    assert isinstance(clinic.perform(twice, house.turns[ADMIN]), Refused)
    assert house.standing() == before
    assert isinstance(clinic.perform(act, house.turns[ADMIN]), Done)
    assert {"555", "556"} <= {each.mrn for each in clinic.patients()}
    again = patients(HEAD + GREER, clinic.patients())
    assert again.words == "1 same, nothing to import."


def test_that_the_file_that_is_exported_is_imported_as_it_is(house: House, tmp_path):
    text = (HEAD + GREER).encode()
    act = patients(text, house.clinic.patients()).act
    assert isinstance(house.clinic.perform(act, house.turns[ADMIN]), Done)
    wish = ExportWish(out=tmp_path / "all", charts=False)
    list(write_export(house.clinic, wish, house.turns[ADMIN], None))
    content = read_bytes(tmp_path / "all" / "patients.csv")
    known = house.clinic.patients()
    assert patients(content, known).words == f"{len(known)} same, nothing to import."
    again = patients(content, ())
    assert sentences(again) == []
    assert [replace(each, id="") for each in again.act.patients] == [
        replace(each, id="") for each in known
    ]


def test_that_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text(HEAD)
    assert read_bytes(file) == HEAD.encode()
    with pytest.raises(NotReadable, match="can't be read"):
        read_bytes(tmp_path / "missing.csv")
    with pytest.raises(NotReadable, match="is no file"):
        read_bytes(tmp_path)


SCHEDULE = "date,time,mrn,name,chair,protocol\n"


def place(house: House) -> Place:
    clinic = house.clinic
    return Place(
        patients=clinic.patients(),
        chairs=clinic.world.site.chairs,
        protocols=load_protocols(),
        plan_of=clinic.world.day_plan,
        today=DAY,
    )


def scheduled(house: House, *lines: str) -> Preview:
    text = SCHEDULE + "".join(f"{line}\n" for line in lines)
    return preview_schedule(text.encode(), place(house))


def mrn(house: House, patient: str = "p.greer") -> str:
    found = house.clinic.world.patient(patient)
    assert found is not None
    return found.mrn


def test_that_a_schedule_is_planned_and_the_next_file_of_the_day_replaces_it(house):
    greer, rosa = mrn(house), mrn(house, "p.castellanos")
    first = scheduled(house, f"{DAY},9:30 AM,{greer},Greer,chair 2,P1", f"{DAY},08:15,{rosa},,,")
    assert first.words == "2 new."
    assert isinstance(house.clinic.perform(first.act, house.turns[ADMIN]), Done)
    plan = house.clinic.world.day_plan(DAY)
    assert [(each.time, each.patient, each.chair) for each in plan.visits] == [
        ("08:15", "p.castellanos", ""),
        ("09:30", "p.greer", "Chair 2"),
    ]
    assert plan.visits[1].protocol == "half-mg-kg-40min"
    second = scheduled(house, f"{DAY},10:00,{greer},,Chair 2,P1")
    assert second.words == "1 changed, 1 taken off."
    assert "before: 09:30, Chair 2, P1" in second.made[0].words
    assert isinstance(house.clinic.perform(second.act, house.turns[ADMIN]), Done)
    again = scheduled(house, f"{DAY},10:00,{greer},,Chair 2,P1")
    assert again.words == "1 same, nothing to import."
    assert again.act is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{day},09:00,99999,,,", "MRN 99999 is not registered."),
        ("{day},09:00,,,,", "The MRN is missing."),
        ("{yesterday},09:00,{mrn},,,", "has gone by."),
        ("tomorrow,09:00,{mrn},,,", "can't be read"),
        ("{day},25:00,{mrn},,,", "The time “25:00” can't be read"),
        ("{day},13:00 PM,{mrn},,,", "The time “13:00 PM” can't be read"),
        ("{day},soon,{mrn},,,", "can't be read"),
        ("{day},09:00,{mrn},Rosa Castellanos,,", "is registered for Tobias Greer"),
        ("{day},09:00,{mrn},,Chair 9,", "There is no Chair 9: the clinic has Chair 1"),
        ("{day},09:00,{mrn},,,P99", "There is no protocol P99"),
        ("{day},09:00,{mrn},,,P3", "There is no protocol P3"),
        ("{day},=NOW(),{mrn},,,", "begins with ="),
    ],
)
def test_that_each_wrong_line_of_a_schedule_is_named(house, line, sentence):
    yesterday = DAY - timedelta(days=1)
    text = line.format(day=DAY, yesterday=yesterday, mrn=mrn(house))
    preview = scheduled(house, f"{DAY},08:00,{mrn(house, 'p.castellanos')},,,", text)
    (said,) = sentences(preview)
    assert said.startswith("3: ")
    assert sentence in said
    assert preview.act is None


def test_that_a_patient_comes_once_a_day(house):
    preview = scheduled(house, f"{DAY},08:00,{mrn(house)},,,", f"{DAY},09:00,{mrn(house)},,,")
    assert sentences(preview) == ["3: Tobias Greer stands in line 2 already, on the same day."]
