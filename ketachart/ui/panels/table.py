"""Which panel a name stands for; windows and other panels ask for panels by name."""

from collections.abc import Mapping

from ketachart.ui.panels.amend import AmendPanel
from ketachart.ui.panels.attest import AttestPanel, CosignChangePanel
from ketachart.ui.panels.bedside import (
    EffectPanel,
    EventsPanel,
    ExtraPanel,
    IntervalPanel,
    MarkerPanel,
)
from ketachart.ui.panels.chart_file import ChartFilePanel
from ketachart.ui.panels.cosign import CosignPanel
from ketachart.ui.panels.escort import EscortPanel
from ketachart.ui.panels.intake import IntakePanel
from ketachart.ui.panels.medication import MedicationPanel
from ketachart.ui.panels.notes import (
    AddendumPanel,
    AllergyPanel,
    CancelPanel,
    EventPanel,
    ExplainPanel,
    NotePanel,
)
from ketachart.ui.panels.on_paper import BackEntryPanel, InstructionsPanel, PaperPanel
from ketachart.ui.panels.order import OrderPanel
from ketachart.ui.panels.prepare import PreparePanel
from ketachart.ui.panels.rate import BolusPanel, PausePanel, PumpPanel, RatePanel, ResumePanel
from ketachart.ui.panels.recovery import RecoveryPanel
from ketachart.ui.panels.response import AcknowledgeDrugPanel, ResponsePanel
from ketachart.ui.panels.scale import ScalesPanel, ScorePanel
from ketachart.ui.panels.screening import ScreeningPanel
from ketachart.ui.panels.sign import SignPanel
from ketachart.ui.panels.sign_part import SignPartPanel
from ketachart.ui.panels.start import StartPanel
from ketachart.ui.panels.stop import StopPanel
from ketachart.ui.panels.take import TakePanel
from ketachart.ui.panels.waste import WastePanel
from ketachart.ui.panels.witness import WitnessPanel
from ketachart.ui.widgets.panel import Panel

PANELS: Mapping[str, type[Panel]] = {
    "acknowledge_drug": AcknowledgeDrugPanel,
    "addendum": AddendumPanel,
    "allergy": AllergyPanel,
    "amend": AmendPanel,
    "attest": AttestPanel,
    "back_entry": BackEntryPanel,
    "bolus": BolusPanel,
    "cancel": CancelPanel,
    "chart_file": ChartFilePanel,
    "cosign": CosignPanel,
    "cosign_change": CosignChangePanel,
    "effect": EffectPanel,
    "escort": EscortPanel,
    "event": EventPanel,
    "events": EventsPanel,
    "explain": ExplainPanel,
    "extra": ExtraPanel,
    "instructions": InstructionsPanel,
    "intake": IntakePanel,
    "interval": IntervalPanel,
    "marker": MarkerPanel,
    "medication": MedicationPanel,
    "note": NotePanel,
    "order": OrderPanel,
    "paper": PaperPanel,
    "pause": PausePanel,
    "prepare": PreparePanel,
    "pump": PumpPanel,
    "rate": RatePanel,
    "recovery": RecoveryPanel,
    "response": ResponsePanel,
    "resume": ResumePanel,
    "scales": ScalesPanel,
    "score": ScorePanel,
    "screening": ScreeningPanel,
    "sign": SignPanel,
    "sign_part": SignPartPanel,
    "start": StartPanel,
    "stop": StopPanel,
    "take": TakePanel,
    "waste": WastePanel,
    "witness": WitnessPanel,
}
