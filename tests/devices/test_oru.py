"""What monitors' messages say, and what is answered to those that can't be read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from devices.messages import (
    DIASTOLIC,
    HEAD,
    HR,
    MMHG,
    NOW,
    SPO2,
    SYSTOLIC,
    lines_of,
    message,
    obx,
    read,
    usual,
    values,
)
from hypothesis import given
from hypothesis import strategies as st

from ketachart.devices.oru import (
    MOST_SEGMENTS,
    NotOru,
    acknowledgement,
    header_of,
    messages,
    read_oru,
    read_time,
)


def test_that_a_usual_message_gives_its_values_its_patient_and_its_names():
    reading = read_oru(usual(), NOW)
    assert values(reading) == {"hr": "82", "sbp": "124", "dbp": "78", "spo2": "97"}
    assert reading.patients == {"10481"}
    assert {"BED3", "ICU"} <= reading.senders
    assert reading.ahead == timedelta(0)


@pytest.mark.parametrize(
    ("code", "value", "unit", "field", "charted"),
    [
        (HR, "82.4", "/min", "hr", "82"),
        ("8867-4^Heart rate^LN", "82.5", "/min", "hr", "83"),
        ("X1^Pulse^99MON^149530^MDC_PULS_OXIM_PULS_RATE^MDC", "61", "", "hr", "61"),
        ("8480-6^Systolic^LN", "120", "mm[Hg]", "sbp", "120"),
        ("150301^MDC_PRESS_CUFF_SYS^MDC", "120", "mmHg", "sbp", "120"),
        ("8462-4^Diastolic^LN", "70", "mm[Hg]", "dbp", "70"),
        ("59408-5^SpO2^LN", "97.5", "%", "spo2", "98"),
        ("2708-6^SpO2^LN", "97", "%", "spo2", "97"),
        ("151562^MDC_RESP_RATE^MDC", "14", "264928^MDC_DIM_RESP_PER_MIN^MDC", "rr", "14"),
        ("19891-1^EtCO2^LN", "38", "mm[Hg]", "etco2", "38"),
        ("151708^MDC_CONC_AWAY_CO2_ET^MDC", "38", MMHG, "etco2", "38"),
        ("151708^MDC_CONC_AWAY_CO2_ET^MDC", "5.1", "kPa", "etco2", "38"),
        (SYSTOLIC, "16.5", "265987^MDC_DIM_KILO_PASCAL^MDC", "sbp", "124"),
        ("150344^MDC_TEMP^MDC", "36.84", "268192^MDC_DIM_DEGC^MDC", "temp_c", "36.8"),
        ("8310-5^Temp^LN", "98.6", "[degF]", "temp_c", "37.0"),
    ],
)
def test_that_each_code_is_the_value_that_is_charted(code, value, unit, field, charted):
    assert values(read(obx(code, value, unit))) == {field: charted}


@pytest.mark.parametrize(
    ("segment", "word"),
    [
        (obx(HR, "high", "/min"), "is not one number"),
        (obx(HR, "", "/min"), "is not one number"),
        (obx(HR, "82~83", "/min"), "is not one number"),
        (obx(HR, "1e3", "/min"), "is not one number"),
        (obx(HR, "8" * 40, "/min"), "is not one number"),
        (obx("151708^MDC_CONC_AWAY_CO2_ET^MDC", "5.1"), "no unit that is known"),
        (obx("151708^MDC_CONC_AWAY_CO2_ET^MDC", "5.1", "%"), "no unit that is known"),
        (obx(HR, "82", "kPa"), "no unit that is known"),
        (obx(HR, "82", "/min").replace("|||||R", "||N~QUES|||R"), "questionable"),
        (obx(HR, "82", "/min").replace("|||||R", "||DEMO|||R"), "a test"),
        (obx(HR, "82", "/min", status=""), "without a status"),
        (obx(HR, "82", "/min", status="?"), "without a status"),
    ],
)
def test_that_what_can_not_be_read_is_said_and_not_guessed(segment, word):
    reading = read(segment)
    assert not reading.values
    assert word in next(iter(reading.unread.values()))


@pytest.mark.parametrize("status", ["X", "W", "D", "I", "N"])
def test_that_a_value_sent_as_wrong_or_not_obtained_is_taken_back(status):
    reading = read(obx(HR, "82", "/min", status=status), obx(SPO2, "97", "%"))
    assert values(reading) == {"spo2": "97"}
    assert reading.withdrawn == {"hr"}


@pytest.mark.parametrize("status", ["F", "R", "C", "P"])
def test_that_a_value_that_holds_is_read(status):
    assert values(read(obx(HR, "82", "/min", status=status))) == {"hr": "82"}


def test_that_of_two_rates_that_of_the_heart_counts_whichever_comes_first():
    pulse = obx("149530^MDC_PULS_OXIM_PULS_RATE^MDC", "60", "/min")
    for pair in ((pulse, obx(HR, "82", "/min")), (obx(HR, "82", "/min"), pulse)):
        assert values(read(*pair)) == {"hr": "82"}


def test_that_an_old_pressure_keeps_its_age_whatever_the_clock_here_says():
    for now in (NOW, NOW + timedelta(hours=3)):
        reading = read(
            obx(SYSTOLIC, "124", MMHG, time="20260303090300-0800"),
            obx(DIASTOLIC, "78", MMHG, time="20260303090300-0800"),
            obx(HR, "82", "/min"),
            now=now,
        )
        assert reading.values["sbp"].before == timedelta(minutes=12)
        assert reading.values["hr"].before is None


def test_that_a_value_without_a_time_has_that_of_its_group_and_its_end_counts():
    begun, ended = "20260303081500-0800", "20260303091400-0800"
    for group, before in (
        (f"OBR|1||||||{begun}", timedelta(hours=1)),
        (f"OBR|1||||||{begun}|{ended}", timedelta(minutes=1)),
        ("OBR|1||||||20260303101500-0800", timedelta(hours=-1)),
    ):
        assert read(group, obx(HR, "82", "/min")).values["hr"].before == before
    unsent = HEAD.replace("20260303091500-0800", "")
    old = message(obx(HR, "82", "/min", time=begun), head=unsent)
    assert read_oru(old, NOW).values["hr"].before == timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260303091500-0800", datetime(2026, 3, 3, 17, 15, tzinfo=UTC)),
        ("20260303091500.123+0000", datetime(2026, 3, 3, 9, 15, tzinfo=UTC)),
        ("202603030915", datetime(2026, 3, 3, 9, 15, tzinfo=timezone(timedelta(hours=1)))),
        ("20260230091500", None),
        ("20260303", None),
        ("2026030309150", None),
        ("20260303091500-9999", None),
        ("٢٠٢٦٠٣٠٣٠٩١٥", None),
        ("", None),
    ],
)
def test_that_times_are_read_with_their_zone(text, moment):
    assert read_time(text, timezone(timedelta(hours=1))) == moment


def test_that_the_number_of_a_visit_is_no_number_of_a_patient():
    visit = "PID|||70001^^^BAYSIDE^VN~10481^^^BAYSIDE^MR"
    assert read_oru(message(obx(HR, "82"), patient=visit), NOW).patients == {"10481"}
    untyped = "PID|||70001~10481"
    assert read_oru(message(obx(HR, "82"), patient=untyped), NOW).patients == {"70001", "10481"}


def test_that_a_message_says_that_it_is_practice():
    for mark, is_practice in (("P", False), ("T", True), ("D", True), ("", False)):
        head = HEAD.replace("|P|", f"|{mark}|")
        assert read_oru(message(obx(HR, "82"), head=head), NOW).is_practice is is_practice


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", "AR", "no header"),
        ("GET / HTTP/1.1", "AR", "no header"),
        ("PID|||1", "AR", "no header"),
        ("MSH", "AR", "no header"),
        ("MSH|||||", "AR", "two meanings"),
        (message(obx(HR, "82"), head=HEAD.replace("^~\\&", "^^\\&")), "AR", "two meanings"),
        (message(obx(HR, "82"), head=HEAD.replace("ORU^R01", "ADT^A01")), "AR", "ORU R01"),
        (message(obx(HR, "82"), head=HEAD.replace("ORU^R01", "ORU^R30")), "AR", "ORU R01"),
        (message(obx("12345^Strange^L", "82")), "AE", "none of the values"),
        (message(), "AE", "none of the values"),
        (message(*[obx(HR, "82")] * (MOST_SEGMENTS + 1)), "AE", "more than"),
        (message("PID|||2222^^^X^MR", obx(HR, "82")), "AE", "several patients"),
        (message("PID|||", obx(HR, "82")), "AE", "several patients"),
        (message("PID|||", obx(HR, "82"), patient="PID|||"), "AE", "several patients"),
        (message("PV1|1||A^1", obx(HR, "82"), "PV1|2||A^2", obx(SPO2, "97")), "AE", "several beds"),
    ],
)
def test_that_what_is_no_such_message_is_refused_in_words(text, code, word):
    with pytest.raises(NotOru, match=word) as refused:
        read_oru(text, NOW)
    assert refused.value.code == code


def test_that_other_separators_are_read_as_the_header_says():
    text = usual().replace("|", "#").replace("^", "!")
    assert values(read_oru(text, NOW))["hr"] == "82"
    answer = acknowledgement(header_of(text), "AA", "", NOW).decode()
    assert answer.startswith("MSH#!~\\&#KETACHART##BED3#ICU#")
    assert "\rMSA#AA#8841\r" in answer


def test_that_an_answer_repeats_the_control_number_and_says_why():
    answer = acknowledgement(header_of(usual()), "AE", "Not | this\rPID", NOW)
    fields = lines_of(answer)
    assert fields[0][4:6] == ["BED3", "ICU"]
    assert fields[0][8] == "ACK^R01^ACK"
    assert fields[1][:3] == ["MSA", "AE", "8841"]
    assert len(fields) == 2


def test_that_two_messages_of_one_frame_are_two():
    frame = (usual("70") + usual("71")).encode()
    found = [values(read_oru(text, NOW))["hr"] for text in messages(frame)]
    assert found == ["70", "71"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_that_the_letters_of_another_encoding_do_not_hide_the_digits(encoding):
    frame = usual().replace("Nobody", "Þórsdóttir").encode(encoding)
    (text,) = messages(frame)
    assert values(read_oru(text, NOW))["spo2"] == "97"


def _read_or_refused(text: str) -> None:
    said = "."
    try:
        read_oru(text, NOW)
    except NotOru as error:
        said = str(error)
    assert said.endswith(".")
    answer = acknowledgement(header_of(text), "AR", "No.", NOW)
    assert answer.count(b"\r") == 2


@given(st.text(max_size=300))
def test_that_any_text_is_read_or_refused(text):
    _read_or_refused(text)
    _read_or_refused("MSH" + text)


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from(list('|^~\\&"\r\n\x00é9-.XR')))))
def test_that_a_damaged_message_is_read_or_refused(changes):
    text = usual()
    for place, sign in changes:
        text = text[: place % len(text)] + sign + text[place % len(text) + 1 :]
    _read_or_refused(text)
