"""A week of a four-chair clinic: the shared clinic day again and again, without its ledger work."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from support.source import ROOT

from ketachart.app.scenario import Scenario, read_scenario

MONDAY = date(2026, 3, 2)
DAYS = 5
_DAY = ROOT / "resources" / "scenarios" / "clinic-day.json"
_BEFORE = timedelta(days=1)
_MOMENT = re.compile(r'"(2026-03-03T[^"]+)"')
_VIAL = re.compile(r'"(K5301|H7002|M1107)-(\d+)"')
_OPENED_A_DAY = {"K5301": 2, "H7002": 2, "M1107": 1}
_ON_THE_SHELF = {"K5301": 20, "H7002": 12, "M1107": 12}


def week_scenario(folder: Path) -> Scenario:
    """Deliveries on Monday morning, five sessions a day; counts and closing are left to people."""
    day = json.loads(_DAY.read_text(encoding="utf-8"))
    done = [step for step in day["steps"] if "refused" not in step]
    received = [
        step | {"containers": _ON_THE_SHELF[step["lot"]], "at": f"{MONDAY}T07:00:00-08:00"}
        for step in done
        if step["do"] == "stock.receive" and step["lot"] in _ON_THE_SHELF
    ]
    sessions = [step for step in done if "session" in step or _is_of_a_session(step)]
    steps = [*received, *(step for number in range(DAYS) for step in _on_day(sessions, number))]
    day["steps"] = sorted(steps, key=lambda step: str(step["at"]))
    file = folder / "week.json"
    file.write_text(json.dumps(day), encoding="utf-8")
    return read_scenario(file)


def _is_of_a_session(step: dict[str, Any]) -> bool:
    return step["do"] == "stock.waste" and "session" in step["from"]


def _on_day(steps: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    shift = timedelta(days=number) - _BEFORE

    def moment(found: re.Match[str]) -> str:
        return f'"{(datetime.fromisoformat(found[1]) + shift).isoformat()}"'

    def vial(found: re.Match[str]) -> str:
        return f'"{found[1]}-{int(found[2]) + number * _OPENED_A_DAY[found[1]]}"'

    text = _VIAL.sub(vial, _MOMENT.sub(moment, json.dumps(steps)))
    # Sessions and the labels of entries are the day's own.
    text = re.sub(r'"(s\d)(-[^"]*)?"', lambda found: f'"{found[1]}d{number}{found[2] or ""}"', text)
    on_day: list[dict[str, Any]] = json.loads(text)
    return on_day
