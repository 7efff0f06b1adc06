"""The queue of co-signatures: each session on one page, co-signed or sent back, then the next."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ketachart.app.clinic import Changed
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.panels.attest import AttestPanel, CosignChangePanel
from ketachart.ui.panels.cosign import CosignForm
from ketachart.ui.panels.sign import ReadAndSign
from ketachart.ui.presenters.owed import owed
from ketachart.ui.presenters.signing import QueueLine, neighbour, queue
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import scaled, side_width, touch_height
from ketachart.ui.windows.cosign_page import CosignPage
from ketachart.ui.wording import said_of, title_of

_NOTHING = "Nothing waits for a co-signature."
_OWED, _BACK = "Who owes what", "Back to the session"
_ROWS_SHOWN = 4
_KEYS = {"Alt+Down": 1, "Alt+Up": -1}


class CosignWindow(QMainWindow):
    """Opening a session is reading its chart, once for each person, and is recorded."""

    take_over_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("cosign")
        self.setWindowTitle(title_of("Co-signatures"))
        self.desk = desk
        self._lines: tuple[QueueLine, ...] = ()
        self._shown = ""
        self._read: set[tuple[str, str]] = set()
        self._is_reading = False
        self.form: ReadAndSign | None = None
        self._behind: ReadAndSign | None = None
        self.page = CosignPage(desk)
        self.bar = RefusalBar()
        self._head = QLabel()
        self._person = ActionButton("", "take_over", key="Ctrl+U")
        self._queue = QListWidget()
        self._owed = FactSheet("owed")
        self._owed_page = QScrollArea()
        self._owed_button = ActionButton(_OWED, "who_owes", key="Alt+W")
        self._previous = ActionButton("Previous", "previous", key="Alt+↑")
        self._next = ActionButton("Next", "next", key="Alt+↓")
        self._side = QWidget()
        self._side_rows = QVBoxLayout(self._side)
        self._shortcuts = [self._shortcut(key, partial(self.go, way)) for key, way in _KEYS.items()]
        self._shortcuts.append(self._shortcut("Alt+W", self.toggle_owed))
        self._set_up()
        self._connect()
        self.refresh()

    def _shortcut(self, key: str, do: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(do)
        return shortcut

    def _set_up(self) -> None:
        self._head.setObjectName("queue_head")
        self._head.setFont(scaled(self._head.font(), 1.2, bold=True))
        self._person.setToolTip("Someone else takes the keyboard over (Ctrl+U)")
        self._queue.setObjectName("queue")
        self._queue.setAccessibleName("Sessions that wait for a co-signature")
        self._queue.setTabKeyNavigation(False)
        self._queue.setWordWrap(True)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self._previous)
        ways.addWidget(self._next)
        self._side_rows.setContentsMargins(12, 10, 12, 10)
        self._side_rows.setSpacing(8)
        for part in (self._person, self._owed_button, self._head, self._queue):
            self._side_rows.addWidget(part)
        self._side_rows.addLayout(ways)
        self._side_rows.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.bar)
        left.addWidget(self.page, stretch=1)
        left.addWidget(self._owed_page, stretch=1)
        self._set_up_owed()
        whole = QWidget()
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, stretch=1)
        columns.addWidget(self._beside())
        self.setCentralWidget(whole)

    def _beside(self) -> QScrollArea:
        """Queue and form; they scroll where even they find no room."""
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setFixedWidth(side_width(self.font()))
        side.setWidget(self._side)
        return side

    def _set_up_owed(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(14, 8, 14, 14)
        rows.addWidget(self._owed)
        rows.addStretch(1)
        self._owed_page.setObjectName("owed_page")
        self._owed_page.setAccessibleName("Who owes which signature")
        self._owed_page.setWidgetResizable(True)
        self._owed_page.setFrameShape(QScrollArea.Shape.NoFrame)
        self._owed_page.setWidget(inside)
        self._owed_page.hide()

    def _connect(self) -> None:
        self.desk.changed.connect(self._changed)
        self.desk.turn_changed.connect(self._turn_changed)
        self.desk.locked_changed.connect(self._locked_changed)
        self._person.clicked.connect(self.take_over_asked)
        self._owed_button.clicked.connect(self.toggle_owed)
        self._previous.clicked.connect(partial(self.go, -1))
        self._next.clicked.connect(partial(self.go, 1))
        self._queue.currentRowChanged.connect(self._chosen)

    # ── What navigation and tests call ───────────────────────────────────────────────────────

    @property
    def session(self) -> str:
        """The session that is shown; empty if none waits."""
        return self._shown

    def go(self, way: int) -> None:
        """Show the next session of the queue, or the one before."""
        self._owed_page.hide()
        self.show_session(neighbour(self._lines, self._shown, way))

    def toggle_owed(self) -> None:
        """Show who owes which signature in place of the session, or the session again."""
        self._owed_page.setVisible(self._owed_page.isHidden())
        self._show_page()

    def refresh(self) -> None:
        """Show the queue as it is now; what left it makes room for the next."""
        before, clinic = [line.session for line in self._lines], self.desk.clinic
        refusal = clinic.may_read(self.desk.turn, "chart.read")
        self._explain(refusal)
        waiting_now = clinic.sessions_open() if refusal is None else ()
        self._lines = queue(waiting_now, self.desk.world)
        self._owed.show_sections(owed(waiting_now, self.desk.world, self.desk.now()))
        waiting = [line.session for line in self._lines]
        self._person.setText(self.desk.turn.person.titled)
        count = len(waiting)
        words = f"{count} co-signature{'s' if count > 1 else ''} waiting" if count else _NOTHING
        self._head.setText("" if refusal else words)
        self._show_queue()
        if self._shown in waiting:
            self.show_session(self._shown)
        else:
            at = before.index(self._shown) if self._shown in before else 0
            following = [name for name in before[at + 1 :] if name in waiting]
            self.show_session(next(iter([*following, *waiting]), ""))

    def show_session(self, session: str) -> None:
        """Show one session; the reading is recorded the first time a person sees it."""
        if session and not self._may_read(session):
            session = ""
        found = self.desk.world.session(session) if session else None
        if found is None or session != self._shown:
            self._drop_form()
        self._shown = session
        self._mark_queue()
        self._show_page()
        if found is None:
            return
        self.page.show_session(found, self.desk.now())
        if self.form is None:
            self.page.to_top()
            is_change = found.phase is Phase.COSIGNED
            self._take_form((CosignChangePanel if is_change else CosignForm)(self.desk, session))
        if self.form is not None:
            self.form.follow(found)

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _may_read(self, session: str) -> bool:
        key = (self.desk.turn.person.id, session)
        if key in self._read:
            return True
        self._is_reading = True
        answer = self.desk.clinic.read_chart(session, self.desk.turn)
        self._is_reading = False
        if isinstance(answer, Refusal):
            self._explain(answer)
            return False
        self._read.add(key)
        return True

    def _explain(self, refusal: Refusal | None) -> None:
        if refusal is None:
            self.bar.clear()
        else:
            said = said_of(refusal)
            self.bar.explain(said.sentence, said.remedy, said.code)

    def _show_page(self) -> None:
        """Nothing is signed that is not in sight."""
        is_session = self._owed_page.isHidden()
        self._owed_button.setText(_OWED if is_session else _BACK)
        self.page.setVisible(bool(self._shown) and is_session)
        if self.form is not None:
            self.form.setVisible(is_session)

    def _take_form(self, form: ReadAndSign) -> None:
        """Put a form beside the page; what it asks for takes its place until that is done."""
        self.form = form
        form.cancel_button.setVisible(isinstance(form, AttestPanel))
        form.asked.connect(self._attest)
        inner = form.layout()
        if inner is not None:
            inner.setContentsMargins(0, 0, 0, 0)
        self._side_rows.addWidget(form, stretch=1000)
        if self.isActiveWindow():
            form.begin()

    def changeEvent(self, event: QEvent) -> None:
        """Raised again, the keys go where one signs."""
        super().changeEvent(event)
        is_idle = event.type() is QEvent.Type.ActivationChange and self.isActiveWindow()
        if is_idle and self.form is not None and self.focusWidget() is None:
            self.form.begin()

    def _attest(self) -> None:
        """Attest before co-signing; what is typed in the form behind stays."""
        behind = self._behind = self.form
        if behind is not None:
            behind.hide()
        attest = AttestPanel(self.desk, self._shown)
        attest.finished.connect(self._attested)
        self._take_form(attest)
        self.show_session(self._shown)

    def _attested(self) -> None:
        attest, behind = self.form, self._behind
        self.form, self._behind = behind, None
        self._drop(attest)
        if behind is not None:
            behind.show()
            behind.begin()
        self.show_session(self._shown)

    def _drop_form(self) -> None:
        forms, self.form, self._behind = (self.form, self._behind), None, None
        for form in forms:
            self._drop(form)

    def _drop(self, form: ReadAndSign | None) -> None:
        if form is not None:
            self._side_rows.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _show_queue(self) -> None:
        height = touch_height(self.font())
        blocked = self._queue.blockSignals(True)
        self._queue.clear()
        for line in self._lines:
            row = QListWidgetItem(line.words)
            row.setSizeHint(QSize(0, height))
            self._queue.addItem(row)
        self._queue.setFixedHeight(height * min(max(1, len(self._lines)), _ROWS_SHOWN) + 4)
        self._queue.setVisible(bool(self._lines))
        self._queue.blockSignals(blocked)

    def _mark_queue(self) -> None:
        names = [line.session for line in self._lines]
        at = names.index(self._shown) if self._shown in names else -1
        blocked = self._queue.blockSignals(True)
        self._queue.setCurrentRow(at)
        self._queue.blockSignals(blocked)
        self._previous.setEnabled(at > 0)
        self._next.setEnabled(0 <= at < len(names) - 1)

    def _chosen(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            self._owed_page.hide()
            self.show_session(self._lines[row].session)

    def _changed(self, changed: Changed) -> None:
        # The record of a reading is itself a change that comes back here.
        if not self._is_reading and (changed.sessions or changed.people or changed.patients):
            self.refresh()

    def _turn_changed(self) -> None:
        if self.form is not None:
            self.form.turn_changed()
        self.refresh()

    def _locked_changed(self, locked: bool) -> None:
        if self.form is not None and locked:
            self.form.forget_secrets()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not locked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.form is not None:
            self.form.begin()

    def sizeHint(self) -> QSize:
        return QSize(1440, 900).boundedTo(self.screen().availableSize())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.changed.disconnect(self._changed)
        self.desk.turn_changed.disconnect(self._turn_changed)
        self.desk.locked_changed.disconnect(self._locked_changed)
        super().closeEvent(event)
