"""Recovery: what the release asks for, each with the page that does it, and the way out."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.domain.acts import OrderDischarge
from ketachart.domain.session import Phase, Session
from ketachart.domain.stay import minimum_stay_until
from ketachart.ui.desk import Desk
from ketachart.ui.panels.discharge import ChecklistPanel, ReleasePanel
from ketachart.ui.panels.scale import ScorePanel
from ketachart.ui.presenters.recovery import NO_ESCORT, Step, stay_words, steps
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.panel import Panel

_ALDRETE, _PADSS, _CADSS = "Aldrete", "PADSS", "CADSS-6"
_ORDER, _ESCORT = "discharge_order", "escort"
_EFFECT = "effect"
_STEPS = (_ALDRETE, _CADSS, "vitals", "checklist", _ORDER, "waste", _ESCORT, _EFFECT)
_ELSEWHERE = frozenset({"vitals", "waste", _EFFECT})


class RecoveryPanel(Panel):
    """A button for each thing the release asks for; its page opens in place and comes back here."""

    title = "Recovery"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._page: Panel | None = None
        self._release: ReleasePanel | None = None
        self._shown: tuple[Step, ...] = ()
        self._stay = Countdown()
        self._stay.setObjectName("minimum_stay")
        self._waits = sentence(name="waits_for")
        self._rows: dict[str, QWidget] = {}
        self._buttons: dict[str, ActionButton] = {}
        self._lay_out()
        self.submit_button.hide()
        self._follow()

    def _lay_out(self) -> None:
        self.add(self._stay)
        for number, name in enumerate(_STEPS, start=1):
            button = ActionButton("", f"do_{name}", key=str(number))
            button.clicked.connect(partial(self.be_about, name))
            self._buttons[name] = button
            self._rows[name] = button
            if name == _ALDRETE:
                self._rows[name] = self._with_padss(button)
            self.add(self._rows[name])
            if name == _ORDER:
                button.setObjectName(_ORDER)
                self.add(self._waits)

    def _with_padss(self, aldrete: ActionButton) -> QWidget:
        """Either of the two scales lets the patient go."""
        padss = ActionButton(_PADSS, f"do_{_PADSS}", key="P")
        padss.clicked.connect(partial(self.be_about, _PADSS))
        self._buttons[_PADSS] = padss
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(aldrete, stretch=3)
        beside.addWidget(padss, stretch=1)
        return row

    # ── Pages ────────────────────────────────────────────────────────────────────────────────

    @property
    def page(self) -> Panel | None:
        """The page that is open in place of the overview."""
        return self._page

    def be_about(self, subject: str) -> None:
        """Do one of the steps: open its page, ask for another panel, or record the order."""
        if subject in _ELSEWHERE:
            self.asked.emit(subject, "")
        elif subject == _ORDER:
            self.submit(OrderDischarge(session=self.session_id))
        else:
            self._open(self._made(subject))

    def _made(self, name: str) -> Panel:
        page: Panel
        if name == _ESCORT and self._release is not None:
            # The escort's card stays as it is filled in while other steps are done.
            return self._release
        if name == _ESCORT:
            page = self._release = ReleasePanel(self.desk, self.session_id)
        elif name == "checklist":
            page = ChecklistPanel(self.desk, self.session_id)
        else:
            page = ScorePanel(self.desk, self.session_id)
            page.be_about(name)
        inner = page.layout()
        if inner is not None:
            inner.setContentsMargins(0, 0, 0, 0)
        page.finished.connect(self._close_page)
        page.asked.connect(self.asked)
        return page

    def _open(self, page: Panel) -> None:
        self.bar.clear()
        self._show_overview(shown=False)
        self._page = page
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(page, stretch=1)
        session = self.session
        if session is not None:
            page.show_session(session)
        page.show()
        page.begin()

    def _close_page(self) -> None:
        page, self._page = self._page, None
        layout, session = self.layout(), self.session
        if page is None or layout is None:
            return
        layout.removeWidget(page)
        page.hide()
        if page is not self._release:
            page.deleteLater()
        self._show_overview(shown=True)
        if session is None or session.phase is not Phase.RECOVERING:
            self.finished.emit()
            return
        self._follow()
        self.begin()

    def _show_overview(self, *, shown: bool) -> None:
        for part in (self._title, self._scroll, self.cancel_button):
            part.setVisible(shown)

    # ── The overview ─────────────────────────────────────────────────────────────────────────

    def _follow(self) -> None:
        session, now = self.session, self.desk.now()
        if session is None:
            return
        longer = minimum_stay_until(session, self.settings, self.desk.clinic.formulary())
        self._stay.show_due(stay_words(session, self.settings, now, longer))
        escort = self._release.escort if self._release is not None else NO_ESCORT
        person, zone = self.desk.turn.person, self.desk.world.site.zone
        name_of = self.desk.person_name
        found = steps(session, person, self.settings, now, escort, zone, name_of)
        if found != self._shown:
            self._shown = found
            self._show_steps({step.name: step for step in found})

    def _show_steps(self, found: dict[str, Step]) -> None:
        following = self._following
        for name, row in self._rows.items():
            step, button = found.get(name), self._buttons[name]
            row.setVisible(step is not None)
            if step is None:
                continue
            button.setText(step.text)
            button.setToolTip(step.words)
            button.show_primary(primary=name == following)
            if name == _ORDER:
                row.setVisible(step.is_met or not step.waits_for)
                button.setEnabled(not step.is_met)
                self._waits.setText(f"{step.text}.")
                self._waits.setVisible(not step.is_met and bool(step.waits_for))

    @property
    def _following(self) -> str:
        """The first step that is still to be done by whoever is at the keyboard."""
        open_steps = [each.name for each in self._shown if not each.is_met and not each.waits_for]
        return next(iter(open_steps), _ESCORT)

    def done(self) -> None:
        """The order was recorded: go on here."""
        self._follow()
        self.begin()

    # ── What the window calls ────────────────────────────────────────────────────────────────

    def show_session(self, session: Session) -> None:
        self._both(lambda page: page.show_session(session))

    def tick(self, now: datetime) -> None:
        self._both(lambda page: page.tick(now))

    def turn_changed(self) -> None:
        super().turn_changed()
        self._both(lambda page: page.turn_changed())

    def forget_secrets(self) -> None:
        super().forget_secrets()
        if self._page is not None:
            self._page.forget_secrets()

    def _both(self, tell: Callable[[Panel], None]) -> None:
        """Tell the page that is open, and keep the overview under it up to date."""
        if self._page is not None:
            tell(self._page)
        self._follow()

    def begin(self) -> None:
        """Put the focus on the step to be done next."""
        if self._page is not None:
            self._page.begin()
        else:
            self._buttons[self._following].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().upper()
        keys = {str(number): name for number, name in enumerate(_STEPS, start=1)} | {"P": _PADSS}
        if self._page is None and typed in keys:
            button = self._buttons[keys[typed]]
            if button.isVisibleTo(self):
                button.click()
        else:
            super().keyPressEvent(event)
