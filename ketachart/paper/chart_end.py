"""The last part of a chart: discharge, amendments, signatures, addenda."""

from collections.abc import Mapping

from ketachart.domain import events as ev
from ketachart.domain import gates
from ketachart.domain.entries import Entry
from ketachart.domain.session import Session, Signature
from ketachart.domain.times import minutes_of
from ketachart.paper.blocks import Box, Fact, Facts, Heading, Together, Words
from ketachart.paper.chart_history import Amended, amendments, entries_of
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import ALERT_INK, WHITE, Tone
from ketachart.paper.signatures import Signed, signature_table
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell


def discharge_blocks(chart: ChartPaper) -> list[Block]:
    """The criteria of the release, the checklist, the order, the escort."""
    session = chart.session
    if session.stopped_at is None:
        return []
    facts = [*_recovery_facts(chart), *_checklist_facts(session)]
    return [Heading(words="Recovery and discharge"), Facts(facts=tuple(facts)), *_unmet(chart)]


def _recovery_facts(chart: ChartPaper) -> list[Fact]:
    session, stopped = chart.session, chart.session.stopped_at
    until = session.released_at or chart.printed_at
    after = [each for each in session.scores if stopped and each.observed_at >= stopped]
    facts = [Fact(label="Stopped", words=chart.clock(stopped) if stopped else "")]
    released = chart.clock(session.released_at) if session.released_at else "not yet released"
    stay = f"{minutes_of(until - stopped)} min after the stop" if stopped else ""
    facts.append(Fact(label="Released", words=f"{released} ({stay})", tone=Tone.STRONG))
    start = session.started_at
    before = [each for each in session.scores if start and each.observed_at <= start]
    baseline = gates.latest(before, "CADSS-6")
    facts.append(
        Fact(label="CADSS-6 before the start", words=str(baseline.total) if baseline else "")
    )
    for scale in (*gates.RECOVERY_SCALES, "CADSS-6"):
        score = gates.latest(after, scale)
        if score is not None:
            words = f"{score.total} at {chart.clock(score.observed_at)}"
            facts.append(Fact(label=f"Last {scale} after the stop", words=words))
    for entry, _ in entries_of(session, ev.DischargeOrdered):
        words = f"{chart.clock(entry.recorded_at)} by {chart.name(entry.author)}"
        facts.append(Fact(label="Discharge ordered", words=words))
    for entry, event in entries_of(session, ev.Released):
        escort = event.escort
        how = "drives" if escort.drives else f"travels by {escort.travels_by}"
        checked = "identity checked" if escort.identity_checked else "IDENTITY NOT CHECKED"
        takes = "accepts responsibility" if escort.accepts_responsibility else "DOES NOT ACCEPT"
        words = f"{escort.name}, {checked}, {takes}, {how}"
        facts.append(Fact(label="Left with", words=words, tone=Tone.STRONG))
        facts.append(Fact(label="Released by", words=chart.name(entry.author)))
    return facts


def _checklist_facts(session: Session) -> list[Fact]:
    def told(answer: bool | str | None) -> tuple[str, Tone]:
        if isinstance(answer, str):
            return f"not applicable: {answer}", Tone.PLAIN
        return ("yes", Tone.PLAIN) if answer else ("NOT CHECKED", Tone.ALERT)

    facts = []
    for item, label in gates.DISCHARGE_ITEMS.items():
        words, tone = told(session.checks.get(item))
        facts.append(Fact(label=f"{label[0].upper()}{label[1:]}", words=words, tone=tone))
    return facts


def _unmet(chart: ChartPaper) -> list[Block]:
    session = chart.session
    at = session.released_at or chart.printed_at
    unmet = gates.release_unmet(session, at, chart.settings)
    moment = "at the release" if session.released_at else "now"
    if not unmet:
        return [Words(text=f"Every criterion of the release was met {moment}.")]
    told = [Words(text=f"Not met {moment}:", tone=Tone.ALERT)]
    told += [Words(text=f"– {each.words}") for each in unmet]
    return [Box(blocks=tuple(told), colour=ALERT_INK, fill=WHITE)]


_AMENDMENTS = (
    Column(title="Amended", width=44),
    Column(title="Entry", width=84),
    Column(title="What", width=64),
    Column(title="Old value", width=92),
    Column(title="New value", width=92),
    Column(title="Reason", width=92),
    Column(title="By", width=76),
)


def amendment_blocks(chart: ChartPaper) -> list[Block]:
    """Every amendment with the old value."""
    found = amendments(chart.session)
    if not found:
        return [Heading(words="Amendments"), Words(text="None.")]
    rows = tuple(_amendment_row(chart, each) for each in found)
    return [
        Heading(words="Amendments"),
        Table(columns=_AMENDMENTS, rows=rows, continued="Amendments"),
    ]


def _amendment_row(chart: ChartPaper, amended: Amended) -> Row:
    change = amended.change
    name, old, new = chart.told(change)
    return Row(
        cells=(
            cell(chart.clock(change.at)),
            cell(f"{amended.subject} of {chart.clock(amended.observed_at)}"),
            cell(name),
            cell(old),
            cell(new, tone=Tone.STRONG),
            cell(change.reason),
            cell(chart.name(change.by)),
        )
    )


def signature_blocks(chart: ChartPaper) -> list[Block]:
    """Who signed, verified and witnessed, with the digests; addenda come after."""
    session = chart.session
    signed = [*_seconds(chart), *_signed(chart)]
    blocks: list[Block] = []
    if signed:
        blocks.append(signature_table(signed))
    if session.signature is None:
        blocks.append(Words(text="Not signed by a nurse.", tone=Tone.ALERT))
    if session.cosignature is None:
        blocks.append(Words(text="Not co-signed by an anesthesiologist.", tone=Tone.ALERT))
    late = session.changes_after_signature
    if late:
        words = f"CHANGED AFTER THE CO-SIGNATURE, {late} not co-signed: see the addenda."
        blocks.append(Words(text=words, tone=Tone.ALERT))
    for each in session.attestations:
        words = (
            f"Attested {chart.day_and_clock(each.at)} by {chart.name(each.by)}, the {each.kind} "
            f"of {chart.clock(each.event_at)}: {each.words}"
        )
        blocks.append(Words(text=words))
    for at, by, reason in session.returns:
        words = f"Sent back {chart.day_and_clock(at)} by {chart.name(by)}: {reason}"
        blocks.append(Words(text=words))
    blocks.append(Words(text=_MEANING, points=7.0, tone=Tone.FAINT))
    together = Together(blocks=(Heading(words="Signatures"), *blocks))
    return [together, *_addenda(chart)]


_MEANING = (
    "Each signature was given with the signer's own key over the SHA-256 digest of exactly the "
    "entries meant; the program's “verify” checks them."
)


def _seals(session: Session) -> list[tuple[Entry, ev.SignatureGiven]]:
    return list(entries_of(session, ev.SignatureGiven))


def _seconds(chart: ChartPaper) -> list[Signed]:
    """Second persons, who signed single entries."""
    session = chart.session
    return [
        Signed(
            name=chart.name(given.signer),
            meaning=f"{given.meaning}: {_meant(session, given)}",
            at=chart.day_and_clock(entry.recorded_at),
            digest=given.digest,
        )
        for entry, given in _seals(session)
        if given.through is None
    ]


_ENTRY_WORDS: Mapping[type[ev.Event], str] = {
    ev.Prepared: "the bag",
    ev.InfusionStarted: "the pump at the start",
    ev.ResidualWasted: "the waste",
}


def _meant(session: Session, given: ev.SignatureGiven) -> str:
    for ref in given.entries:
        entry = session.entry(ref)
        if entry is not None and isinstance(entry.event, ev.MedicationGiven):
            return f"the dose of {entry.event.drug}"
        if entry is not None and type(entry.event) in _ENTRY_WORDS:
            return _ENTRY_WORDS[type(entry.event)]
    return "an entry"


def _signed(chart: ChartPaper) -> list[Signed]:
    session = chart.session
    found = [_with_digest(chart, each, "signed") for each in session.signatures]
    found += [_with_digest(chart, each, "signed own part") for each in session.parts]
    if session.cosignature is not None:
        found.append(_with_digest(chart, session.cosignature, "co-signed"))
    found += [
        _with_digest(chart, each, "co-signed the change") for each in session.changes_cosigned
    ]
    return found


def _with_digest(chart: ChartPaper, signature: Signature, meaning: str) -> Signed:
    digests = [
        given.digest
        for entry, given in _seals(chart.session)
        if (given.signer, given.meaning) == (signature.by, meaning)
        and entry.recorded_at == signature.at
    ]
    return Signed(
        name=chart.name(signature.by),
        meaning=meaning,
        at=chart.day_and_clock(signature.at),
        digest=digests[-1] if digests else "",
        text=signature.text,
        void=_void_words(chart, signature) if signature.void else "",
    )


def _void_words(chart: ChartPaper, signature: Signature) -> str:
    after = [each for each in chart.session.returns if each[0] >= signature.at]
    if not after:
        return "sent back"
    at, by, reason = after[0]
    return f"sent back {chart.clock(at)} by {chart.name(by)}: {reason}"


def _addenda(chart: ChartPaper) -> list[Block]:
    addenda = chart.session.addenda
    if not addenda:
        return []
    blocks: list[Block] = [Heading(words="Addenda, after the co-signature")]
    for at, by, text in addenda:
        head = f"{chart.day_and_clock(at)}, {chart.name(by)}"
        blocks += [Words(text=head, tone=Tone.STRONG), Words(text=text)]
    return blocks
