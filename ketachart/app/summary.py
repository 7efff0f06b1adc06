"""The figures of sessions and stock, in the published shape."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ketachart.app.books import Books
from ketachart.app.clinic import Clinic
from ketachart.domain import events as ev
from ketachart.domain import monitoring
from ketachart.domain.infusion import pump_volume
from ketachart.domain.quantities import two_places
from ketachart.domain.session import Session
from ketachart.domain.times import stamp
from ketachart.store.codec import entry_from


def summary(clinic: Clinic, only: str = "") -> dict[str, object]:
    """The figures of all sessions, or of one, as the vault's last entry leaves them."""
    books = clinic.books
    refused: list[dict[str, object]] = []
    last = None
    for stored in clinic.vault.log.everything():
        last = stored.recorded_at
        if stored.kind.startswith("act.refused/"):
            event = entry_from(stored).event
            if isinstance(event, ev.ActRefused) and event.step is not None:
                refused.append({"step": event.step, "do": event.do, "code": event.code})
    now = last or clinic.clock.now()
    names = [only] if only else list(books.all_sessions())
    sessions = [session for name in names if (session := books.session(name)) is not None]
    return {
        "sessions": {session.id: session_figures(session, books, now) for session in sessions},
        "refused": refused,
        "on_hand": {
            product: {"ml": two_places(stock.balance_ml), "sealed": stock.sealed}
            for product in books.products()
            if (stock := books.stock(product)) is not None
        },
    }


def session_figures(session: Session, books: Books, now: datetime) -> dict[str, object]:
    """The figures of one session; drawn, administered and wasted are of the bag."""
    stop = session.stop
    made = session.preparation
    mg = session.administered_ml * made.mg_per_ml if made else Decimal(0)
    integral = pump_volume(session.pump, session.pump[-1].at) if stop else None
    return {
        "drawn_ml": two_places(session.drawn_ml),
        "administered_ml": two_places(session.administered_ml),
        "administered_mg": two_places(mg),
        "wasted_ml": two_places(session.wasted_ml),
        "pump_ml": two_places(stop.pump_ml) if stop else None,
        "integral_ml": two_places(integral) if integral is not None else None,
        "slots": _slots(session, books, now),
        "scores": [{"scale": score.scale, "total": score.total} for score in session.scores],
        "signed_by": session.signature.by if session.signature else None,
        "cosigned_by": session.cosignature.by if session.cosignature else None,
    }


def _slots(session: Session, books: Books, now: datetime) -> list[dict[str, object]]:
    zone = books.site.zone
    found = monitoring.slots(session, books.settings_at(session.opened_at), now)
    return [
        {
            "due": stamp(slot.due, zone),
            "status": slot.status.value,
            "observed": stamp(slot.observation.observed_at, zone) if slot.observation else None,
            "entered_late": slot.entered_late,
        }
        for slot in found
        if session.released_at is not None or slot.due <= now
    ]


def in_words(figures: Mapping[str, Any]) -> str:
    """The figures for a person to read on a terminal."""
    lines = []
    for name, session in figures["sessions"].items():
        count = len(session["slots"])
        missed = sum(1 for slot in session["slots"] if slot["status"] == "missed")
        lines.append(
            f"session {name}: drawn {session['drawn_ml']} mL, given {session['administered_ml']} mL"
            f" ({session['administered_mg']} mg), wasted {session['wasted_ml']} mL;"
            f" {count} sets of vitals due, {missed} missed;"
            f" signed by {session['signed_by'] or 'nobody'},"
            f" co-signed by {session['cosigned_by'] or 'nobody'}"
        )
    for name, stock in figures["on_hand"].items():
        lines.append(f"stock {name}: {stock['ml']} mL, {stock['sealed']} sealed")
    lines.append(f"{len(figures['refused'])} steps refused as written")
    return "\n".join(lines)
