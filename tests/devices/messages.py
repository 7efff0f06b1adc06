"""HL7 messages as monitors send them, in small pieces to put together."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ketachart.devices.oru import read_oru
from ketachart.devices.readings import Reading

NOW = datetime(2026, 3, 3, 17, 15, tzinfo=UTC)
HEAD = "MSH|^~\\&|BED3|ICU|||20260303091500-0800||ORU^R01^ORU_R01|8841|P|2.6"
PATIENT = "PID|||10481^^^BAYSIDE^MR||Nobody^Known"
HR = "147842^MDC_ECG_HEART_RATE^MDC"
SYSTOLIC = "150021^MDC_PRESS_BLD_NONINV_SYS^MDC"
DIASTOLIC = "150022^MDC_PRESS_BLD_NONINV_DIA^MDC"
SPO2 = "150456^MDC_PULS_OXIM_SAT_O2^MDC"
MMHG = "266016^MDC_DIM_MMHG^MDC"


def obx(code: str, value: str, unit: str = "", status: str = "R", time: str = "") -> str:
    """One observation."""
    return f"OBX|1|NM|{code}|1.1.1.1|{value}|{unit}|||||{status}|||{time}"


def message(*segments: str, head: str = HEAD, patient: str = PATIENT) -> str:
    """A message of these observations."""
    return "".join(f"{line}\r" for line in (head, patient, "OBR|1", *segments) if line)


def usual(value: str = "82") -> str:
    """What a monitor sends every second."""
    return message(
        obx(HR, value, "264864^MDC_DIM_BEAT_PER_MIN^MDC"),
        obx(SYSTOLIC, "124", MMHG),
        obx(DIASTOLIC, "78", MMHG),
        obx(SPO2, "97", "262688^MDC_DIM_PERCENT^MDC"),
    )


def read(*segments: str, now: datetime = NOW) -> Reading:
    """What a message of these observations says."""
    return read_oru(message(*segments), now)


def values(reading: Reading) -> dict[str, str]:
    """The values of a reading as text."""
    return {name: str(each.value) for name, each in reading.values.items()}


def lines_of(answer: bytes) -> Sequence[Sequence[str]]:
    """The fields of each segment of an answer."""
    return [line.split("|") for line in answer.decode().strip("\r").split("\r")]
