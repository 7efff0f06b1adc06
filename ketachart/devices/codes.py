"""What monitors call the values that are charted.

MDC: ISO/IEEE 11073-10101 (number and reference); LOINC: the codes of the clinic's own exports and
those for pressures measured by a cuff and for a heart rate read by the pulse oximeter. UCUM and
11073 units; a conventional millimetre of mercury is 133.322387415 Pa (NIST SP 811, B.8). Where a
message has several for one field, the first of its list counts.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ketachart.domain.quantities import half_up

_CODES: Final[dict[str, tuple[str, ...]]] = {
    "hr": (
        "147842",
        "MDC_ECG_HEART_RATE",
        "MDC_ECG_CARD_BEAT_RATE",
        "8867-4",
        "149530",
        "MDC_PULS_OXIM_PULS_RATE",
        "8889-8",
        "149514",
        "MDC_PULS_RATE",
        "149546",
        "MDC_PULS_RATE_NON_INV",
    ),
    "sbp": (
        "150021",
        "MDC_PRESS_BLD_NONINV_SYS",
        "150301",
        "MDC_PRESS_CUFF_SYS",
        "8480-6",
        "76534-7",
    ),
    "dbp": (
        "150022",
        "MDC_PRESS_BLD_NONINV_DIA",
        "150302",
        "MDC_PRESS_CUFF_DIA",
        "8462-4",
        "76535-4",
    ),
    "spo2": ("150456", "MDC_PULS_OXIM_SAT_O2", "59408-5", "2708-6"),
    "rr": (
        "151562",
        "MDC_RESP_RATE",
        "9279-1",
        "151594",
        "MDC_CO2_RESP_RATE",
        "151578",
        "MDC_TTHOR_RESP_RATE",
        "151570",
        "MDC_AWAY_RESP_RATE",
    ),
    "etco2": ("151708", "MDC_CONC_AWAY_CO2_ET", "151756", "MDC_AWAY_CO2_ET", "19891-1"),
    "temp_c": ("150364", "MDC_TEMP_BODY", "150344", "MDC_TEMP", "8310-5"),
}
_RANKED: Final = {
    code: (name, rank) for name, codes in _CODES.items() for rank, code in enumerate(codes)
}
_RATE = frozenset({"/min", "{beats}/min", "{breaths}/min", "bpm", "brpm", "rpm", "1/min"}) | {
    "264864",
    "mdc_dim_beat_per_min",
    "264928",
    "mdc_dim_resp_per_min",
}
_PRESSURE = frozenset({"mm[hg]", "mmhg", "266016", "mdc_dim_mmhg"})
_UNITS: Final[dict[str, frozenset[str]]] = {
    "hr": _RATE,
    "rr": _RATE,
    "sbp": _PRESSURE,
    "dbp": _PRESSURE,
    "spo2": frozenset({"%", "262688", "mdc_dim_percent"}),
    "etco2": _PRESSURE,
    "temp_c": frozenset({"cel", "°c", "c", "degc", "268192", "mdc_dim_degc"}),
}
_FAHRENHEIT: Final = frozenset({"[degf]", "°f", "f", "degf", "266560", "mdc_dim_fahr"})
_KILOPASCAL: Final = frozenset({"kpa", "265987", "mdc_dim_kilo_pascal"})
_PASCALS_IN_MMHG: Final = Fraction("133.322387415")
_NEEDS_UNIT: Final = frozenset({"etco2"})
"""Given in mmHg by some devices and in kPa by others, and possible in either: 5 is not taken."""
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,6}(?:\.[0-9]{1,6})?", re.ASCII)
STEPS: Final = dict.fromkeys(_CODES, Decimal(1)) | {"temp_c": Decimal("0.1")}
"""To which step a value is rounded, half up, as it is charted."""


def number_in(text: str) -> Decimal | None:
    """A plain number as devices write it; None for anything else."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def field_of(*codes: str) -> tuple[str, int] | None:
    """The field that any of these codes stands for, and its rank there; None for another value."""
    return next((_RANKED[code] for code in codes if code in _RANKED), None)


def charted(name: str, value: Decimal, units: tuple[str, ...]) -> Decimal | None:
    """A value as it is charted; None in a unit that is not known for it.

    Args:
        name: the field.
        value: as the device gave it.
        units: the names that the device gave its unit; none at all is taken for the usual one,
            where another would show.
    """
    given = {unit.strip().lower() for unit in units} - {""}
    if (not given and name not in _NEEDS_UNIT) or given & _UNITS[name]:
        return half_up(value, STEPS[name])
    if _UNITS[name] is _PRESSURE and given & _KILOPASCAL:
        return half_up(1000 * Fraction(value) / _PASCALS_IN_MMHG, STEPS[name])
    if name == "temp_c" and given & _FAHRENHEIT:
        return half_up((Fraction(value) - 32) * Fraction(5, 9), STEPS[name])
    return None
