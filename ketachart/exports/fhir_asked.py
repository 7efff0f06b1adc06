"""What was asked and ticked in an exported session, as answered questionnaires."""

from collections.abc import Mapping, Sequence

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.screening import ABSOLUTE, RELATIVE
from ketachart.exports.fhir_codes import Resource
from ketachart.exports.fhir_record import Writing, entry_name
from ketachart.exports.fhir_words import answer_words


def add_screening(writing: Writing) -> list[Resource]:
    """The contraindications as they were asked last."""
    record = writing.record
    asked = [each for each in record.entries if isinstance(each.event, ev.Screened)]
    answers = record.session.answers or {}
    return _answered(writing, asked[-1:], answers, {**ABSOLUTE, **RELATIVE}, "completed")


def add_checklist(writing: Writing) -> list[Resource]:
    """The discharge checklist as it stands; whole once the patient has left."""
    record = writing.record
    ticked = [each for each in record.entries if isinstance(each.event, ev.DischargeChecked)]
    status = "completed" if record.session.released is not None else "in-progress"
    return _answered(writing, ticked, record.session.checks, DISCHARGE_ITEMS, status)


def _answered(
    writing: Writing,
    entries: Sequence[Entry],
    answers: Mapping[str, bool | str],
    words: Mapping[str, str],
    status: str,
) -> list[Resource]:
    """Answers as one response; its author is named where one person gave them all."""
    if not entries or not answers:
        return []
    last = entries[-1]
    found: Resource = {
        "resourceType": "QuestionnaireResponse",
        "identifier": entry_name(last.ref)[0],
        "status": status,
        **writing.of_the_session,
        "authored": writing.record.moment(last.recorded_at),
        "item": [
            {"linkId": item, "text": words.get(item, item), "answer": [_value(answer)]}
            for item, answer in answers.items()
        ],
    }
    if len({each.author for each in entries}) == 1:
        found["author"] = writing.who(last.author)
    return [writing.add(found, last.ref)]


def _value(answer: bool | str) -> Resource:
    if isinstance(answer, str):
        return {"valueString": answer_words(answer)}
    return {"valueBoolean": answer}
