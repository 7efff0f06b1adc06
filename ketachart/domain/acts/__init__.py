"""Acts: what a person may wish to do, each with its rule beside it."""

from ketachart.domain.acts.act import Act, Malformed, Plan, check_right, decide
from ketachart.domain.acts.bedside_acts import (
    AcknowledgeAlert,
    ChartExtra,
    MarkEffect,
    MarkEvent,
    PrintPaper,
    SetInterval,
)
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
from ketachart.domain.acts.discharge_acts import (
    CheckDischarge,
    ExpectEscort,
    OrderDischarge,
    Release,
)
from ketachart.domain.acts.hand_over_acts import DisposeStock, TransferStock
from ketachart.domain.acts.import_acts import ImportPatients, PlanDays
from ketachart.domain.acts.infusion_acts import (
    ChangeRate,
    GiveBolus,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)
from ketachart.domain.acts.inventory_acts import TakeInventory
from ketachart.domain.acts.keeping_acts import ChooseBackupPlace
from ketachart.domain.acts.ledger_acts import AdoptProfile, ReportLoss
from ketachart.domain.acts.meeting_acts import SettleConflict
from ketachart.domain.acts.monitor_acts import RemoveMonitor, SetMonitor
from ketachart.domain.acts.ordering_acts import Order, Prepare
from ketachart.domain.acts.outcome_acts import RecordOutcome
from ketachart.domain.acts.people_acts import (
    AttestHandler,
    AttestOwn,
    ChangePerson,
    DisablePerson,
    EnablePerson,
    RenewAccess,
)
from ketachart.domain.acts.premises_acts import (
    AddChair,
    ChangeClinic,
    DisableChair,
    RenameChair,
)
from ketachart.domain.acts.proposing import (
    ApproveProposal,
    ProposeChange,
    RefuseProposal,
    SetIdleLock,
)
from ketachart.domain.acts.session_acts import CancelSession, OpenSession, Screen, TakeIn
from ketachart.domain.acts.signing_acts import (
    AddAddendum,
    CosignSession,
    ReturnSession,
    SignSession,
)
from ketachart.domain.acts.staff_acts import (
    AcknowledgeMedication,
    Attest,
    CosignChange,
    SignPart,
    TakeChair,
)
from ketachart.domain.acts.stock_acts import (
    BreakContainer,
    CountStock,
    ReceiveStock,
    ResolveDifference,
    WasteStock,
)
from ketachart.domain.acts.workstation_acts import (
    InviteWorkstation,
    NameWorkstation,
    RetireWorkstation,
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
        TakeInventory,
        ReportLoss,
        AdoptProfile,
        AcknowledgeAlert,
        ChartExtra,
        MarkEffect,
        MarkEvent,
        PrintPaper,
        SetInterval,
        AcknowledgeMedication,
        Attest,
        CosignChange,
        SignPart,
        TakeChair,
        ExpectEscort,
        RecordOutcome,
    )
}
"""The acts of the chair and the ledger, by their `do`; scenario files may hold any of them."""

__all__ = [
    "CHARTED",
    "AcknowledgeAlert",
    "AcknowledgeMedication",
    "Act",
    "AddAddendum",
    "AddChair",
    "AddNote",
    "AddPerson",
    "AdoptProfile",
    "AmendEntry",
    "ApproveProposal",
    "Attest",
    "AttestHandler",
    "AttestOwn",
    "BreakContainer",
    "CancelSession",
    "ChangeClinic",
    "ChangePerson",
    "ChangeRate",
    "ChartExtra",
    "ChartResponse",
    "ChartScore",
    "ChartVitals",
    "CheckDischarge",
    "ChooseBackupPlace",
    "CloseDay",
    "CosignChange",
    "CosignSession",
    "CountStock",
    "DisableChair",
    "DisablePerson",
    "DisposeStock",
    "EnablePerson",
    "ExpectEscort",
    "ExplainSlot",
    "GiveBolus",
    "GiveMedication",
    "ImportPatients",
    "InviteWorkstation",
    "ListProduct",
    "Malformed",
    "MarkEffect",
    "MarkEvent",
    "NameWorkstation",
    "OpenSession",
    "Order",
    "OrderDischarge",
    "PauseInfusion",
    "Plan",
    "PlanDays",
    "Prepare",
    "PrintPaper",
    "ProposeChange",
    "ReceiveStock",
    "RecordAdverse",
    "RecordOutcome",
    "RefuseProposal",
    "RegisterPatient",
    "Release",
    "RemoveMonitor",
    "RenameChair",
    "RenewAccess",
    "ReportLoss",
    "ResolveDifference",
    "ResumeInfusion",
    "RetireWorkstation",
    "ReturnSession",
    "Screen",
    "SetIdleLock",
    "SetInterval",
    "SetMonitor",
    "SettleConflict",
    "SignPart",
    "SignSession",
    "StartInfusion",
    "StopInfusion",
    "TakeChair",
    "TakeIn",
    "TakeInventory",
    "TransferStock",
    "WasteStock",
    "check_right",
    "day_blocks",
    "decide",
]
