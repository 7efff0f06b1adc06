"""Acts: what a person may wish to do, each with its rule beside it."""

from ketachart.domain.acts.act import Act, Malformed, Plan, check_right, decide
from ketachart.domain.acts.chart_acts import (
    AddNote,
    AmendEntry,
    ChartResponse,
    ChartScore,
    ChartVitals,
    ExplainSlot,
    GiveMedication,
    RecordAdverse,
)
from ketachart.domain.acts.clinic_acts import AddPerson, ListProduct, RegisterPatient
from ketachart.domain.acts.day_acts import CloseDay, day_blocks
from ketachart.domain.acts.discharge_acts import CheckDischarge, OrderDischarge, Release
from ketachart.domain.acts.hand_over_acts import DisposeStock, TransferStock
from ketachart.domain.acts.infusion_acts import (
    ChangeRate,
    GiveBolus,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)
from ketachart.domain.acts.ordering_acts import Order, Prepare
from ketachart.domain.acts.session_acts import CancelSession, OpenSession, Screen, TakeIn
from ketachart.domain.acts.signing_acts import (
    AddAddendum,
    CosignSession,
    ReturnSession,
    SignSession,
)
from ketachart.domain.acts.stock_acts import (
    BreakContainer,
    CountStock,
    ReceiveStock,
    ResolveDifference,
    WasteStock,
)

CHARTED: dict[str, type[Act]] = {
    act.do: act
    for act in (
        OpenSession,
        Screen,
        TakeIn,
        Order,
        Prepare,
        CancelSession,
        StartInfusion,
        ChangeRate,
        PauseInfusion,
        ResumeInfusion,
        GiveBolus,
        StopInfusion,
        ChartVitals,
        ChartScore,
        GiveMedication,
        ChartResponse,
        RecordAdverse,
        AddNote,
        ExplainSlot,
        AmendEntry,
        CheckDischarge,
        OrderDischarge,
        Release,
        SignSession,
        CosignSession,
        ReturnSession,
        AddAddendum,
        ReceiveStock,
        WasteStock,
        BreakContainer,
        CountStock,
        ResolveDifference,
        DisposeStock,
        TransferStock,
        CloseDay,
    )
}
"""The acts of scenario files, by their `do`."""

__all__ = [
    "CHARTED",
    "Act",
    "AddAddendum",
    "AddNote",
    "AddPerson",
    "AmendEntry",
    "BreakContainer",
    "CancelSession",
    "ChangeRate",
    "ChartResponse",
    "ChartScore",
    "ChartVitals",
    "CheckDischarge",
    "CloseDay",
    "CosignSession",
    "CountStock",
    "DisposeStock",
    "ExplainSlot",
    "GiveBolus",
    "GiveMedication",
    "ListProduct",
    "Malformed",
    "OpenSession",
    "Order",
    "OrderDischarge",
    "PauseInfusion",
    "Plan",
    "Prepare",
    "ReceiveStock",
    "RecordAdverse",
    "RegisterPatient",
    "Release",
    "ResolveDifference",
    "ResumeInfusion",
    "ReturnSession",
    "Screen",
    "SignSession",
    "StartInfusion",
    "StopInfusion",
    "TakeIn",
    "TransferStock",
    "WasteStock",
    "check_right",
    "day_blocks",
    "decide",
]
