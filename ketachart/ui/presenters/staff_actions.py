"""The buttons of a chair's resting panel that are about who stands behind it."""

from ketachart.domain import attesting
from ketachart.domain.people import Person, may
from ketachart.domain.session import IN_CHAIR, RUNNING, Phase, Session
from ketachart.ui.presenters.chair import ActionView
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.signing import parts_unsigned
from ketachart.ui.presenters.staff import was_relieved

_TO_BE_SIGNED = frozenset({Phase.RECOVERING, Phase.RELEASED, Phase.CANCELLED})


def staff_actions(session: Session, person: Person, name_of: NameOf) -> list[ActionView]:
    """Take the chair, sign one's own part, attest, co-sign a change, hand the chart on."""
    found = []
    is_other = session.responsible != person.id
    if session.phase in IN_CHAIR and is_other and may(person, "session.take"):
        back = was_relieved(session, person)
        name = name_of(session.responsible)
        label = "Back from relief" if back else f"Take over from {name}"
        found.append(ActionView(label=label, panel="take", key="H"))
    if session.phase in _TO_BE_SIGNED and person.id in parts_unsigned(session):
        found.append(ActionView(label="Sign your own part", panel="sign_part"))
    if may(person, "session.attest") and session.phase is not Phase.COSIGNED:
        kinds = dict.fromkeys(
            attesting.ATTESTABLE[each.kind] for each in attesting.open_for(session)
        )
        if kinds:
            found.append(ActionView(label=f"Attest {', '.join(kinds)}", panel="attest"))
    if session.changes_after_signature and may(person, "session.cosign-change"):
        found.append(ActionView(label="Co-sign the change", panel="cosign_change"))
    if session.phase not in RUNNING and may(person, "chart.read"):
        found.append(ActionView(label="Outcomes of earlier sessions", panel="outcomes"))
    if session.phase not in IN_CHAIR and may(person, "chart.read"):
        found.append(ActionView(label="The chart as a file", panel="chart_file"))
    return found
