"""Rating scales: their items, bounds and totals.

Items bear short topic labels in our own words; where an instrument's wording is
protected, the clinic reads its own licensed copy beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ketachart.domain.refusals import Code, refuse


class Direction(StrEnum):
    """What a rising score means."""

    HIGHER_IS_WORSE = "higher is worse"
    HIGHER_IS_BETTER = "higher is better"
    ZERO_IS_BEST = "zero is best"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem:
    """One item of a scale.

    Attributes:
        label: the topic in our own words.
        anchors: what each value stands for, where the scale defines it item by item.
        alerts_from: from this value on the item alerts whatever the total says.
    """

    label: str
    anchors: tuple[tuple[int, str], ...] = ()
    alerts_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale of bounded whole-number items whose sum is the total.

    Attributes:
        code: the published code, as in scenario files.
        version: which of the versions in print this is.
        low: the smallest value of every item.
        high: the largest value of every item.
        source: where it was published.
        licence: what is known of the right to reproduce its wording.
        variants: what other versions would change; empty if none is in use.
    """

    code: str
    name: str
    version: str
    items: tuple[ScaleItem, ...]
    low: int
    high: int
    direction: Direction
    source: str
    licence: str
    variants: str = ""

    @property
    def lowest_total(self) -> int:
        """The smallest total there can be."""
        return self.low * len(self.items)

    @property
    def highest_total(self) -> int:
        """The largest total there can be."""
        return self.high * len(self.items)

    def accepts(self, items: object) -> bool:
        """Whether these are as many whole numbers as there are items, each within bounds."""
        return (
            isinstance(items, Sequence)
            and not isinstance(items, str | bytes)
            and len(items) == len(self.items)
            and all(type(value) is int and self.low <= value <= self.high for value in items)
        )

    def alarming(self, items: Sequence[int]) -> tuple[str, ...]:
        """The topics of the items that alert whatever the total says."""
        return tuple(
            item.label
            for item, value in zip(self.items, items, strict=True)
            if item.alerts_from is not None and value >= item.alerts_from
        )


def _topics(*labels: str, alerts_from: int | None = None) -> tuple[ScaleItem, ...]:
    return tuple(ScaleItem(label=label, alerts_from=alerts_from) for label in labels)


def _anchored(label: str, *words: str, first: int = 0) -> ScaleItem:
    return ScaleItem(label=label, anchors=tuple(enumerate(words, start=first)))


_CADSS_TOPICS = (
    "Time slowed",
    "Unreal, dreamlike",
    "Apart from events, as in a film",
    "Seeing oneself from outside",
    "Spectator of the situation",
    "Disconnected from the body",
    "Body changed in size or shape",
    "People look lifeless",
    "Objects look different",
    "Colours faded",
    "Tunnel or wide-angle view",
    "Lasting longer than expected",
    "Everything rushing",
    "Happenings not explained later",
    "Blanking out",
    "Sounds fading or surging",
    "Heightened reality",
    "Fog between self and world",
    "Colours vivid",
    "Unsure who one is",
    "Parts of self not fitting",
    "Gaps in memory",
    "More than one identity",
)
# The six of the 23 that make the short form, counted from 1.
_CADSS_SHORT_FORM = (1, 2, 6, 7, 15, 22)
_CADSS_VARIANTS = (
    "Versions of 27 items (0–108) and 28 items (0–112) exist; never mix them in one trend."
)
_CADSS_LICENCE = "Author's copyright; permission is needed to show the original wording."

_PERCENT_OF_BASELINE = "of the value before the infusion"

SCALES: tuple[Scale, ...] = (
    Scale(
        code="CADSS-6",
        name="Dissociation, short form",
        version="6 items",
        items=_topics(*(_CADSS_TOPICS[number - 1] for number in _CADSS_SHORT_FORM)),
        low=0,
        high=4,
        direction=Direction.HIGHER_IS_WORSE,
        source="J Affect Disord 2021;282:160-164; no cut-off published",
        licence=_CADSS_LICENCE,
        variants=_CADSS_VARIANTS,
    ),
    Scale(
        code="CADSS-23",
        name="Dissociation, patient-rated items",
        version="23 items",
        items=_topics(*_CADSS_TOPICS),
        low=0,
        high=4,
        direction=Direction.HIGHER_IS_WORSE,
        source="J Trauma Stress 1998;11:125-136; J Affect Disord 2024;364:249-258",
        licence=_CADSS_LICENCE,
        variants=_CADSS_VARIANTS,
    ),
    Scale(
        code="BPRS+",
        name="Psychotic symptoms",
        version="4 items, anchors 1 to 7",
        items=_topics(
            "Thinking disorganised",
            "Suspiciousness",
            "Hallucinations",
            "Unusual ideas",
            alerts_from=4,
        ),
        low=1,
        high=7,
        direction=Direction.HIGHER_IS_WORSE,
        source="Psychol Rep 1962;10:799-812",
        licence="Commonly treated as public domain; the expanded version is not.",
        variants="Some trials score 0–6 (total 0–24); never mix them in one trend.",
    ),
    Scale(
        code="Aldrete",
        name="Recovery, phase I",
        version="modified, with SpO2",
        items=(
            _anchored("Activity", "moves no limb", "moves two limbs", "moves all four limbs"),
            _anchored(
                "Breathing",
                "not breathing unaided",
                "short of breath or shallow",
                "breathes deeply and coughs",
            ),
            _anchored(
                "Circulation",
                f"pressure more than 50 % off {_PERCENT_OF_BASELINE}",
                f"pressure 20 to 50 % off {_PERCENT_OF_BASELINE}",
                f"pressure within 20 % {_PERCENT_OF_BASELINE}",
            ),
            _anchored("Consciousness", "no response", "rouses when called", "fully awake"),
            _anchored(
                "Oxygen saturation",
                "below 90 % even with oxygen",
                "needs oxygen to stay above 90 %",
                "above 92 % on room air",
            ),
        ),
        low=0,
        high=2,
        direction=Direction.HIGHER_IS_BETTER,
        source="J Clin Anesth 1995;7:89-91",
        licence="Published table; anchors here are in our own words.",
        variants="The version of 1970 scores colour instead of SpO2.",
    ),
    Scale(
        code="PADSS",
        name="Fitness for home",
        version="modified, nausea and pain apart",
        items=(
            _anchored(
                "Vital signs",
                "more than 40 % off those before the infusion",
                "20 to 40 % off those before the infusion",
                "within 20 % of those before the infusion",
            ),
            _anchored("Walking", "cannot walk, or dizzy", "walks with help", "steady, not dizzy"),
            _anchored(
                "Nausea and vomiting",
                "goes on despite treatment",
                "moderate, needs treatment",
                "none or slight",
            ),
            _anchored("Pain", "severe", "moderate", "none or acceptable to the patient"),
            _anchored("Bleeding at the IV site", "severe", "moderate", "none or slight"),
        ),
        low=0,
        high=2,
        direction=Direction.HIGHER_IS_BETTER,
        source="J Clin Anesth 1995;7:500-506",
        licence="Published table; anchors here are in our own words.",
        variants="The original scores pain with nausea, and intake with output.",
    ),
    Scale(
        code="RASS",
        name="Agitation and sedation",
        version="-5 to +4",
        items=(
            _anchored(
                "Level",
                "does not respond at all",
                "responds to touch only",
                "moves when called, no eye contact",
                "eye contact under 10 s when called",
                "eye contact over 10 s when called",
                "alert and calm",
                "restless",
                "agitated",
                "very agitated",
                "combative",
                first=-5,
            ),
        ),
        low=-5,
        high=4,
        direction=Direction.ZERO_IS_BEST,
        source="Am J Respir Crit Care Med 2002;166:1338-1344",
        licence="Published table; anchors here are in our own words.",
    ),
    Scale(
        code="POSS",
        name="Sedation with opioids",
        version="levels 1 to 4",
        items=(
            ScaleItem(
                label="Level",
                anchors=(
                    (1, "awake and alert"),
                    (2, "slightly drowsy, rouses easily"),
                    (3, "often drowsy, drifts off while talking"),
                    (4, "hardly or not rousable"),
                ),
                alerts_from=3,
            ),
        ),
        low=1,
        high=4,
        direction=Direction.HIGHER_IS_WORSE,
        source="J Perianesth Nurs 2009;24:186-190",
        licence="Copyright of its author, permission required; anchors here are in our own words.",
        variants="A letter S for normal sleep exists beside the levels and is not charted here.",
    ),
    Scale(
        code="PHQ-9",
        name="Depression, last two weeks",
        version="9 items",
        items=(
            *_topics(
                "Little interest or pleasure",
                "Low mood",
                "Sleep",
                "Tiredness",
                "Appetite",
                "Feeling a failure",
                "Concentration",
                "Slowed or restless",
            ),
            # Asked about on its own, whatever the total.
            ScaleItem(label="Thoughts of death or self-harm", alerts_from=1),
        ),
        low=0,
        high=3,
        direction=Direction.HIGHER_IS_WORSE,
        source="J Gen Intern Med 2001;16:606-613",
        licence="Its publisher states that no permission is required to reproduce it.",
    ),
)

_BY_CODE = {scale.code: scale for scale in SCALES}


def scale_called(code: str) -> Scale | None:
    """The scale with this code; None if there is none."""
    return _BY_CODE.get(code)


def read_items(code: str, raw: object) -> tuple[int, ...]:
    """The items of a scale as charted; refused when their number or range is wrong."""
    scale = scale_called(code)
    if scale is None:
        refuse(
            Code.INPUT_INVALID,
            f"There is no scale “{code}”.",
            f"Use one of: {', '.join(_BY_CODE)}.",
            "scale",
        )
    if not isinstance(raw, Sequence) or not scale.accepts(raw):
        count = len(scale.items)
        refuse(
            Code.BAD_ITEMS,
            f"{scale.code} has {count} item{'s' if count > 1 else ''},"
            f" each from {scale.low} to {scale.high}.",
            "Answer every item.",
            "items",
        )
    return tuple(raw)
