"""Reading an act from its published fields, as scenario files write them."""

from collections.abc import Mapping
from dataclasses import fields

from ketachart.domain.acts import CHARTED, Act, ChartVitals, Malformed
from ketachart.domain.vitals import FIELDS


def act_from_fields(do: str, given: Mapping[str, object]) -> Act | None:
    """The act of a name with these fields; None if there is no act of that name.

    A field the act doesn't have makes it malformed: nothing typed is dropped.
    """
    kind = CHARTED.get(do)
    if kind is None:
        return None
    names = {str(field.metadata.get("name", field.name)): field.name for field in fields(kind)}
    plain = dict(given)
    if kind is ChartVitals:
        plain["values"] = {name: plain.pop(name) for name in FIELDS if name in plain}
    unknown = [name for name in plain if name not in names]
    if unknown:
        fault = f"“{unknown[0]}” is not a field of {do}."
        return Malformed(intended=do, fault=fault, session=given.get("session"))
    return kind(**{names[name]: value for name, value in plain.items()})
