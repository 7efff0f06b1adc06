"""The window of one chair: head, grid and trend at the left, what to do at the right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Flag, auto
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ketachart.app.clinic import Changed, Refused, Trouble
from ketachart.domain.acts import AcknowledgeAlert
from ketachart.domain.session import Session
from ketachart.domain.times import local_day, stamp
from ketachart.ui.desk import Desk
from ketachart.ui.panels.table import PANELS
from ketachart.ui.presenters.chair import (
    AlertWords,
    case_clocks,
    disk_words,
    dose_line,
    head_line,
    infusion_clock,
    next_step,
    overdue_unseen,
    phase_marks,
    worst_alert,
)
from ketachart.ui.presenters.chair_actions import actions, waits_words
from ketachart.ui.presenters.entry_log import log_lines
from ketachart.ui.presenters.lanes import since_pressure
from ketachart.ui.presenters.signing import after_signature_words, sent_back_words
from ketachart.ui.presenters.staff_actions import staff_actions
from ketachart.ui.widgets.action_list import ActionList
from ketachart.ui.widgets.call_cards import CallCards
from ketachart.ui.widgets.chair_head import ChairHead
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.theme import side_width
from ketachart.ui.windows.chart_area import ChartArea

_LEAST_SIDE = 276  # what the widest form needs
# What asks for waste or an explanation goes on where it was, once that is recorded.
_COME_BACK = frozenset({"recovery", "sign", "cosign"})
_LETTERS = {"M": "medication", "R": "pump", "S": "scales", "N": "events", "W": "waste", "H": "take"}
# No nurse reads a dose's tenth of a milligram sooner, and sixteen windows work it out.
_WORKED_OUT_EVERY = timedelta(seconds=5)


class _Rest(Flag):
    """What of a window is drawn only after the key that was pressed has been painted."""

    NOTHING = 0
    AROUND = auto()
    CLOCK = auto()
    LOG = auto()


class ChairWindow(QMainWindow):
    """One session at its chair; every change of the session comes in through the desk."""

    take_over_asked = Signal()
    patient_asked = Signal(str)
    """What came of this patient's sessions is asked for."""
    closed = Signal()

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.desk = desk
        self._session = session
        self._panel: Panel | None = None
        self._waiting = ""
        self._alert: AlertWords | None = None
        self._overdue = ""
        self._is_closed = False
        self._rest = _Rest.NOTHING
        self._works_out_at = desk.now()
        self._queue = desk.findChild(DrawQueue) or DrawQueue(desk, desk.keys)
        self.head = ChairHead()
        self.area = ChartArea(desk, session)
        self.resting = ActionList()
        self.calls = CallCards(desk)
        self._side = QStackedWidget()
        self._always: list[QShortcut] = []
        self._at_rest: list[QShortcut] = []
        self._set_up()
        self._set_up_keys()
        self._connect()
        self.follow(session)
        self.tick(desk.now())
        self.area.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setWindowTitle(f"{session.chair} · KetaChart")

    def _set_up(self) -> None:
        self.resting.add_cards(self.calls)
        self._side.addWidget(self.resting)
        self._side.setFixedWidth(_LEAST_SIDE)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.area, stretch=1)
        body.addWidget(self._side)
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.head)
        rows.addLayout(body, stretch=1)
        self.setCentralWidget(central)

    def _set_up_keys(self) -> None:
        for letter, panel in _LETTERS.items():
            self._at_rest.append(self._key(letter, partial(self._offered, panel)))
        self._at_rest.append(self._key("Space", self.area.focus_due))
        self._at_rest.append(self._key("E", self.area.open_extra))
        self._at_rest.append(self._key("D", self.area.grid.take_offers))
        self._at_rest.append(self._key("X", self.next_step))
        self._at_rest.append(self._key("A", self.acknowledge))
        self._at_rest.append(self._key("T", self.area.toggle_trend))
        self._at_rest.append(self._key("V", self.area.toggle_rows))
        self._at_rest.append(self._key("B", self.area.toggle_earlier))
        self._always.append(self._key("F6", self.switch_side))

    def _offered(self, panel: str) -> None:
        """A letter does what its button does, and nothing while there is no such button."""
        if self.resting.offers(panel):
            self.open_panel(panel)

    def _key(self, key: str, do: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        # A key finds what it leads to as it is now, not as it was before the last save.
        shortcut.activated.connect(self.draw_now)
        shortcut.activated.connect(do)
        return shortcut

    def _connect(self) -> None:
        self.desk.changed.connect(self._changed)
        self.desk.tick.connect(self._beat)
        self.desk.turn_changed.connect(self._turn_changed)
        self.desk.locked_changed.connect(self._arm_keys)
        self.head.take_over_asked.connect(self.take_over_asked)
        self.head.acknowledged.connect(self.acknowledge)
        self.head.allergies_asked.connect(partial(self.resting.ask_for, "allergy"))
        self.resting.wanted.connect(self._wanted)
        self.calls.opened.connect(partial(self.open_panel, "witness"))
        self.resting.log.opened.connect(partial(self.open_panel, "amend"))
        self.resting.log.filtered.connect(self._show_log)
        self.area.entry_opened.connect(partial(self.open_panel, "amend"))
        self.area.missed_opened.connect(partial(self.open_panel, "explain"))

    # ── What navigation and tests call ───────────────────────────────────────────────────────

    @property
    def session(self) -> Session:
        """The session as it counts now."""
        return self._session

    @property
    def panel(self) -> Panel | None:
        """The panel that is open, if one is."""
        return self._panel

    @property
    def help_topic(self) -> str:
        """What F1 is about: the name of the panel that is open; empty at rest."""
        return next((name for name, kind in PANELS.items() if type(self._panel) is kind), "")

    def open_panel(self, name: str, subject: str = "") -> None:
        """Show the panel of a task in place of the resting one."""
        made = PANELS[name](self.desk, self._session.id)
        self._waiting = ""
        self._drop_panel()
        self._panel = made
        made.asked.connect(partial(self._lend, name))
        made.finished.connect(self.close_panel)
        made.follow(self._session)
        if subject:
            made.be_about(subject)
        self._side.addWidget(made)
        self._side.setCurrentWidget(made)
        self._arm_keys()
        made.begin()

    def _lend(self, name: str, wanted: str, subject: str) -> None:
        """Give the place to the panel that another asked for; it comes back when that is done."""
        comes_back = name in _COME_BACK and wanted in PANELS
        self._wanted(wanted, subject)
        self._waiting = name if comes_back else ""

    def close_panel(self) -> None:
        """Go back to the panel that waits, or to the resting one with the keys in the grid."""
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self.open_panel(waiting)
            return
        self._drop_panel()
        self._side.setCurrentWidget(self.resting)
        self._arm_keys()
        self.area.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_step(self) -> None:
        """Open the panel of the session's next step, if it is for the person at the keyboard."""
        step = next_step(self._session, self.desk.turn.person)
        if step is not None and not step.waits_for:
            self._wanted(step.panel, "")

    def acknowledge(self) -> None:
        """Record that whoever is at the keyboard has seen the alerts shown, or what is overdue."""
        alert, session = self._alert, self._session.id
        if alert is not None and alert.fields:
            act = AcknowledgeAlert(session=session, of=alert.of, fields=alert.fields)
        elif self._overdue:
            act = AcknowledgeAlert(session=session, of=self._overdue)
        else:
            return
        outcome = self.desk.perform(act)
        if isinstance(outcome, Refused):
            self.area.bar.explain(outcome.refusal.sentence, outcome.refusal.remedy)
        elif isinstance(outcome, Trouble):
            self.area.bar.explain(outcome.sentence)

    def switch_side(self) -> None:
        """Move the keys between the grid and the right-hand side."""
        focused: QWidget | None = self.focusWidget()
        if focused is not None and self.area.isAncestorOf(focused):
            if self._panel is not None:
                self._panel.begin()
            else:
                self.resting.begin()
        else:
            self.area.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── Following session and clock ──────────────────────────────────────────────────────────

    def follow(self, session: Session) -> None:
        """Show the session as it counts now."""
        self._session = session
        self.area.follow(session, self.desk.now())
        self._show_around()
        if self.isVisible():
            self._draw_later(_Rest.LOG)
        else:
            self._show_log()

    def _show_around(self) -> None:
        """Bring what stands around the grid up to date: head, actions, the open panel."""
        session, now = self._session, self.desk.now()
        zone = self.desk.world.site.zone
        patient = self.desk.world.patient(session.patient)
        self.head.show_line(head_line(session, patient, local_day(now, zone)))
        self.head.show_phases(phase_marks(session))
        self._alert = worst_alert(session, self.area.chart.settings)
        self.head.show_alert(self._alert)
        self.head.show_late_change(after_signature_words(session))
        self.head.show_disk(disk_words(self.desk.clinic.last_on_disk(session.id)))
        self.head.show_person(self.desk.turn.person.titled)
        self._work_out(now)
        if self._panel is not None:
            self._panel.follow(session)

    def tick(self, now: datetime) -> None:
        """Follow the clock; only words that changed are set."""
        zone = self.desk.world.site.zone
        self.head.show_clock(stamp(now, zone)[11:19])
        self.head.show_elapsed(infusion_clock(self._session, now))
        self.head.show_clocks(case_clocks(self._session, now))
        self._overdue = overdue_unseen(self._session, self.area.chart.settings, now)
        has_alert = self._alert is not None and bool(self._alert.fields)
        self.head.show_seen("Seen" if has_alert else "Overdue: seen" if self._overdue else "")
        self.resting.show_pressure(since_pressure(self._session, now))
        self.resting.show_due(self.area.tick(now))
        if self._panel is not None:
            self._panel.tick(now)
        if now >= self._works_out_at:
            self._work_out(now)

    def _work_out(self, now: datetime) -> None:
        """Show the dose and what can be done: they change slowly, and cost most to work out."""
        self._works_out_at = now + _WORKED_OUT_EVERY
        zone = self.desk.world.site.zone
        self.head.show_dose(dose_line(self._session, now, zone))
        person, settings = self.desk.turn.person, self.area.chart.settings
        views = actions(self._session, person, settings, self.desk.clinic.formulary(), now)
        others = staff_actions(self._session, person, self.desk.person_name)
        self.resting.show_actions((*views, *others))
        back = sent_back_words(self._session, zone, self.desk.person_name)
        self.resting.show_waits(waits_words(self._session, person) or back)

    def draw_now(self) -> None:
        """Bring the rest up to date, after what was recorded has been painted in the grid."""
        rest, self._rest = self._rest, _Rest.NOTHING
        if _Rest.AROUND in rest:
            self._show_around()
        if _Rest.CLOCK in rest:
            self.tick(self.desk.now())
        if _Rest.LOG in rest:
            self._show_log()

    def _draw_later(self, rest: _Rest) -> None:
        self._rest |= rest
        self._queue.add(self)

    def _beat(self, now: datetime) -> None:
        """Follow the clock; sixteen windows that look on do so one after the other."""
        if self.isVisible() and not self.isActiveWindow():
            self._draw_later(_Rest.CLOCK)
        else:
            self.tick(now)

    def _show_log(self) -> None:
        zone, only = self.desk.world.site.zone, self.resting.log.only
        self.resting.log.show_lines(log_lines(self._session, zone, self.desk.person_name, only))

    def _changed(self, changed: Changed) -> None:
        if self._session.id in changed.sessions or changed.people or changed.patients:
            session = self.desk.world.session(self._session.id)
            if session is not None and self.area.is_saving:
                self._session = session
                self._draw_later(_Rest.AROUND | _Rest.CLOCK | _Rest.LOG)
            elif session is not None:
                self.follow(session)
                self.tick(self.desk.now())

    def _turn_changed(self) -> None:
        self.head.show_person(self.desk.turn.person.titled)
        self.area.turn_changed()
        if self._panel is not None:
            self._panel.turn_changed()
        self._work_out(self.desk.now())
        self._arm_keys()

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _wanted(self, name: str, subject: str) -> None:
        """A button or key asks for a panel, or for the grid."""
        if name == "vitals":
            self.close_panel()
            self.area.focus_due()
        elif name == "late":
            self.close_panel()
            self.area.open_missed(subject)
        elif name == "outcomes":
            self.patient_asked.emit(self._session.patient)
        elif name in PANELS:
            self.open_panel(name, subject)

    def _drop_panel(self) -> None:
        if self._panel is not None:
            self._side.removeWidget(self._panel)
            self._panel.deleteLater()
            self._panel = None

    def _arm_keys(self) -> None:
        """Letters act only at rest, so that they can be typed; nothing acts while locked."""
        if self.desk.locked and self._panel is not None:
            self._panel.forget_secrets()
        for shortcut in self._always:
            shortcut.setEnabled(not self.desk.locked)
        for shortcut in self._at_rest:
            shortcut.setEnabled(not self.desk.locked and self._panel is None)

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes to the window finds it as it is now, not as it was a moment ago."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.draw_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side gets what a form likes, but no more than a third, or than the grid can spare."""
        super().resizeEvent(event)
        spare = self.width() - self.area.minimumSizeHint().width()
        liked = min(side_width(self.font()), self.width() // 3, spare)
        self._side.setFixedWidth(max(_LEAST_SIDE, liked))

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize()
        return QSize(1440, 900).boundedTo(room)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_closed:  # a closed window may be told to close again
            self._is_closed = True
            self._queue.drop(self)
            self.desk.changed.disconnect(self._changed)
            self.desk.tick.disconnect(self._beat)
            self.desk.turn_changed.disconnect(self._turn_changed)
            self.desk.locked_changed.disconnect(self._arm_keys)
            self.closed.emit()
        super().closeEvent(event)


def chart_window(desk: Desk, session: str) -> ChairWindow:
    """The window of a session.

    Raises:
        LookupError: there is no such session.
    """
    found = desk.world.session(session)
    if found is None:
        raise LookupError(session)
    return ChairWindow(desk, found)
