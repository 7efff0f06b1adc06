"""The left of a chair's window: the grid with the set being typed, and the trend under it."""

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import ChartVitals
from ketachart.domain.people import may
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.chair import vitals_due
from ketachart.ui.presenters.chart_columns import (
    NOW_KEY,
    Chart,
    is_past,
    lay_out,
    next_change,
    slot_key,
)
from ketachart.ui.presenters.chart_grid import (
    RARE_ROWS,
    DrawnColumns,
    entry_ranges,
    grid_view,
    hidden_rows,
    last_set,
    last_values,
)
from ketachart.ui.presenters.entry_fields import entry_cells
from ketachart.ui.presenters.entry_replies import Ready
from ketachart.ui.presenters.grid_view import DueWords, Urgency
from ketachart.ui.presenters.history import entry_at
from ketachart.ui.presenters.lanes import lanes
from ketachart.ui.presenters.observed_time import observed_at
from ketachart.ui.presenters.typed_set import TypedSet, Unfinished, saved_words, set_words
from ketachart.ui.presenters.vitals_entry import OpenColumn
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.entry_bar import EntryBar, EntryBarWords
from ketachart.ui.widgets.not_obtained_bar import NotObtainedBar
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.windows.chart_offers import ChartOffers
from ketachart.ui.windows.grid_and_trend import GridAndTrend
from ketachart.ui.windows.kept_set import KeptSet

_AGED_EVERY = timedelta(seconds=5)
_KEPT = "Nothing was recorded. What you typed is kept."


class ChartArea(QWidget):
    """What a nurse types into; every keystroke is kept against a crash."""

    entry_opened = Signal(str)
    missed_opened = Signal(str)

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self._session = session
        self._wanted = self._said = ""
        self._entry: OpenColumn | None = None
        self._typed: TypedSet | None = None
        self._all_rows = False
        self._drawn = DrawnColumns()
        self._lanes_until = desk.now()
        self._asked = self._is_saving = False
        self._kept = KeptSet(desk, session.id)
        self._chart = self._laid_out(desk.now())
        self.bar = RefusalBar(self)
        self.line = EntryBar()
        self.grid = ChartGrid()
        self._missing = NotObtainedBar(self.grid)
        self._offers = ChartOffers(desk, self.grid, lambda: self._show_due(desk.now()))
        self._split = GridAndTrend(desk, self.grid)
        self._set_up()
        self._take_up_draft()
        self.follow(session, desk.now())

    def _set_up(self) -> None:
        self.grid.setObjectName("grid")
        self.line.lead_to(self.grid)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.line)
        rows.addWidget(self._offers.bar)
        rows.addWidget(self.bar)
        rows.addWidget(self._missing)
        rows.addWidget(self._split, stretch=1)
        self.grid.committed.connect(self._commit)
        self.grid.draft_changed.connect(self._keep_draft)
        self.grid.cell_activated.connect(self._open_cell)
        self.grid.header_activated.connect(self._open_header)
        self.line.saved.connect(self.grid.commit)
        self.line.extra_asked.connect(self.open_extra)
        self.line.missing_asked.connect(self._missing.ask)
        self.line.rows_asked.connect(self.toggle_rows)
        self.line.due_asked.connect(self.open_due)
        self.line.observed_changed.connect(self._keep_typed)

    # ── What the window calls ────────────────────────────────────────────────────────────────

    @property
    def is_saving(self) -> bool:
        """Whether a typed set is on its way to the disk; the grid shows it before the rest."""
        return self._is_saving

    @property
    def chart(self) -> Chart:
        """What the grid shows."""
        return self._chart

    def follow(self, session: Session, now: datetime) -> None:
        """Show the session as it counts now; while a set is saved, once it is on disk."""
        if self._is_saving:
            return
        self._session = session
        self._chart = self._laid_out(now)
        self._next_change = next_change(self._chart)
        self.grid.set_view(grid_view(self._chart, self._hidden, self._drawn))
        self._open_typing()
        self._show_lanes(now)
        self._split.show_chart(self._chart)
        self._show_line()
        self._show_due(now)

    def tick(self, now: datetime) -> DueWords | None:
        """Follow the clock: one section of the header, and the columns only when one changes."""
        if now < self._chart.now or (self._next_change is not None and now >= self._next_change):
            self.follow(self._session, now)
        elif self._asks_time != self._asked:
            self._show_line()
        if now >= self._lanes_until:
            self._show_lanes(now)
        return self._show_due(now)

    def _show_due(self, now: datetime) -> DueWords | None:
        """Count down to the set that is due; offer what the chair's monitor says of now."""
        settings, opened = self._chart.settings, self._chart.open_column
        due = vitals_due(self._session, settings, now)
        shown = due if opened is not None and not self._is_other else None
        self.grid.set_countdown(*((shown.short, shown.urgency) if shown else ("", Urgency.CALM)))
        is_now = self._chart.is_of_now and not (self.line.observed.typed or self._asks_time)
        self._offers.follow(self._session, settings, is_now=is_now)
        return due

    def _show_lanes(self, now: datetime) -> None:
        """Say how old the latest values are; a value grows older by whole minutes."""
        self.grid.show_lanes(lanes(self._session, self._chart.settings, now))
        self._lanes_until = now + _AGED_EVERY

    @property
    def _hidden(self) -> frozenset[str]:
        """Rows that are left out; what is typed is always shown."""
        typed = set(self._entry.draft()) if self._entry is not None else set()
        return frozenset() if self._all_rows else hidden_rows(self._session) - typed

    def toggle_rows(self) -> None:
        """Show the rare rows, or leave out those that nobody needed so far."""
        self._all_rows = not self._all_rows
        if self._entry is not None:
            typed, self._entry = self._entry.draft(), self._new_entry()
            self._entry.restore(typed)
        self.follow(self._session, self._desk.now())

    def focus_due(self) -> None:
        """Go to the first empty value of the set that is due."""
        if self._is_other:
            self.open_due()
        self.grid.focus_due()

    def open_due(self) -> None:
        """Type the set that is due."""
        self._want("")

    def open_extra(self) -> None:
        """Type a set beside the schedule."""
        if self._has_due:
            self._want(NOW_KEY)

    def open_missed(self, due: str) -> None:
        """Type a set whose time has gone by; it asks when it was observed."""
        slots = (column.slot for column in self._chart.columns if column.slot is not None)
        slot = next((each for each in slots if each.due.isoformat() == due), None)
        if slot is not None:
            zone = self._desk.world.site.zone
            self._want(slot_key(slot), observed=clock_text(slot.due, zone))
            self.line.observed.setFocus()
            self.line.observed.selectAll()

    def toggle_trend(self) -> None:
        """Give all the room to the grid, or some to the trend."""
        self._split.toggle_trend()

    def toggle_earlier(self) -> None:
        """Show the patient's earlier sessions in the trend, or leave them out."""
        self._split.toggle_earlier()

    def turn_changed(self) -> None:
        """Someone else is at the keyboard, who may or may not chart."""
        if self._typed is not None and self._typed.by != self._desk.turn.person.name:
            self._typed = replace(self._typed, restored=True)
        self._open_typing()
        self._show_line()

    # ── Which set is typed ───────────────────────────────────────────────────────────────────

    @property
    def _is_other(self) -> bool:
        """Whether the set being typed is not the one that is due."""
        opened = self._chart.open_column
        return opened is not None and (is_past(opened) or (opened.key == NOW_KEY and self._has_due))

    @property
    def _has_due(self) -> bool:
        """Whether the monitoring plan asks for a set."""
        return vitals_due(self._session, self._chart.settings, self._chart.now) is not None

    def _laid_out(self, now: datetime) -> Chart:
        settings = self._desk.world.settings_at(self._session.opened_at)
        zone = self._desk.world.site.zone
        chart = lay_out(self._session, settings, zone, now, self._wanted)
        opened = chart.open_column
        if self._wanted and (opened is None or opened.key != self._wanted):
            self._wanted = ""  # what was to be typed has been charted from elsewhere
        return chart

    @property
    def _asks_time(self) -> bool:
        """Whether what is typed must not be saved before its time is given."""
        typed, is_timed = self._typed, bool(self.line.observed.typed)
        return typed is not None and not is_timed and typed.asks_time(self._chart, self._desk.now())

    def _want(self, key: str, *, observed: str = "") -> None:
        typed = self._typed
        is_fresh = typed is not None and not typed.asks_time(self._chart, self._desk.now())
        self._wanted = key
        self.bar.clear()
        self._said = ""
        self.line.observed.setText(observed)
        self.follow(self._session, self._desk.now())
        if typed is not None and is_fresh:
            self._typed = typed.moved(self._chart)
        self._keep_typed()
        self.grid.focus_due()

    def _open_typing(self) -> None:
        allowed = may(self._desk.turn.person, ChartVitals.do) and self._chart.open is not None
        if not allowed:
            self.grid.close_entry()
            self.line.setVisible(False)
            if self._chart.open is None:
                self._entry = self._typed = None
            return
        self._entry = self._entry or self._new_entry()
        self.grid.open_entry(self._entry)
        self.line.setVisible(True)

    def _new_entry(self) -> OpenColumn:
        hidden = self._hidden
        ranges = entry_ranges(self._chart.settings).items()
        cells = entry_cells({name: each for name, each in ranges if name not in hidden})
        zone = self._desk.world.site.zone
        return OpenColumn(cells, last_values(self._session), last_set(self._session, zone))

    def _show_line(self) -> None:
        opened = self._chart.open_column
        if opened is None:
            return
        self._asked = self._asks_time
        words = set_words(self._chart, self._typed if self._asked else None)
        self.line.show_words(
            EntryBarWords(
                words=self._said or words,
                is_other=self._is_other,
                has_due=self._has_due,
                asks_time=self._asked,
            )
        )

    # ── Saving ───────────────────────────────────────────────────────────────────────────────

    def _commit(self, ready: Ready) -> None:
        now, zone = self._desk.now(), self._desk.world.site.zone
        observed, typed = observed_at(self.line.observed.typed, now, zone), self._typed
        why = typed.wrong_time(self._chart, now, observed, ready.sources) if typed else None
        if why is not None:
            self.line.observed.setFocus()
            self.bar.explain(*why)
            return
        act = ChartVitals(
            session=self._session.id,
            values=ready.values,
            not_obtained=ready.not_obtained,
            sources=ready.sources,
            observed_at=observed,
        )
        self._is_saving = True
        try:
            outcome = self._desk.perform(act)
        finally:
            self._is_saving = False
        if isinstance(outcome, Done):
            self._saved(outcome.entries[0].ref)
        elif isinstance(outcome, Refused):
            self._refused(outcome.refusal)
        else:
            self.bar.explain(outcome.sentence, _KEPT)

    def _saved(self, ref: str) -> None:
        self._wanted = self._said = ""
        self._typed = self._entry = None
        self._kept.went()
        self.bar.clear()
        self.line.observed.clear()
        self.follow(self._desk.world.session(self._session.id) or self._session, self._desk.now())
        self._said = saved_words(self._chart, ref)
        if self._said:
            self._show_line()
        self.grid.accept_commit(self._entry)

    def _refused(self, refusal: Refusal) -> None:
        if refusal.about == self.line.observed.objectName():
            self.line.observed.setFocus()
            self.line.observed.selectAll()
        else:
            self.grid.explain(refusal.about, refusal.sentence)
        self.bar.explain(refusal.sentence, refusal.remedy, refusal.code)

    # ── Drafts ───────────────────────────────────────────────────────────────────────────────

    def _keep_typed(self) -> None:
        self._keep_draft(self._entry.draft() if self._entry is not None else {})

    def _keep_draft(self, typed: dict[str, str]) -> None:
        if not typed:
            self._typed = None
        elif self._typed is None:
            opened = self._chart.open_column
            key = opened.key if opened is not None else NOW_KEY
            by = self._desk.turn.person.name
            self._typed = TypedSet(column=key, since=self._desk.now(), by=by)
        said, self._said = self._said, "" if typed else self._said
        if self._typed is not None:
            self._typed = replace(self._typed, row=self.grid.row_label)
            observed = self.line.observed.typed
            trouble = self._kept.keep(
                Unfinished(values=typed, wanted=self._wanted, observed=observed, typed=self._typed)
            )
        else:
            trouble = self._kept.forget()
        if trouble is not None:
            self._said = f"What you type is not safe: {trouble.sentence}"
        if self._said != said or self._asks_time != self._asked:
            self._show_line()

    def _take_up_draft(self) -> None:
        now = self._desk.now()
        draft = self._kept.take_up(now)
        if draft is None:
            return
        self._typed, self._wanted = draft.typed, draft.wanted
        self._chart = self._laid_out(now)
        # Charted from elsewhere meanwhile: the time was that set's, not the due one's.
        self.line.observed.setText(draft.observed if draft.wanted == self._wanted else "")
        self._all_rows = bool(RARE_ROWS & draft.values.keys())
        self._entry = self._new_entry()
        self._entry.restore(draft.values)

    # ── Opening what is charted ──────────────────────────────────────────────────────────────

    def _open_cell(self, column: str, row: str) -> None:
        entry = entry_at(self._chart, column, row)
        if entry is not None:
            self.entry_opened.emit(f"{entry}|{row}")
        elif row not in {"rate", "meds"}:
            self._open_header(column)

    def _open_header(self, key: str) -> None:
        column = self._chart.column(key)
        if column is None:
            return
        if column.slot is not None and is_past(column):
            self.missed_opened.emit(column.slot.due.isoformat())
        elif column.reading is not None:
            self.entry_opened.emit(column.reading.ref)
        else:
            self.grid.focus_due()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape in an empty cell leaves an extra or missed set."""
        if event.key() == Qt.Key.Key_Escape and self._is_other:
            self.open_due()
        else:
            super().keyPressEvent(event)
