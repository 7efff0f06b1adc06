"""Writing a folder a step at a time: how far it is, a button to stop it, what came of it."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.app.packet import Progress
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.theme import TOUCH


class FolderWork(QWidget):
    """One step at a time, and between two whatever is typed."""

    busy_changed = Signal()
    failed = Signal(str)

    def __init__(self, name: str, what: str) -> None:
        super().__init__()
        self._steps: Generator[Progress, None, None] | None = None
        self._out = Path()
        self._doing = sentence(name=f"{name}_doing")
        self._progress = QProgressBar()
        self._progress.setAccessibleName(f"How far {what} is")
        self._progress.setMinimumHeight(TOUCH // 2)
        self._stop = ActionButton("Stop", f"stop_{name}")
        self.said = sentence(name=f"{name}_said")
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self.step)
        self._stop.clicked.connect(self.stop)
        self._working = QWidget()
        working = QVBoxLayout(self._working)
        working.setContentsMargins(0, 0, 0, 0)
        until = sentence("You can work on meanwhile. Closing this window gives it up.")
        for part in (self._doing, self._progress, self._stop, until):
            working.addWidget(part)
        self._working.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(self._working)
        rows.addWidget(self.said)

    @property
    def is_busy(self) -> bool:
        """Whether a folder is being written."""
        return self._steps is not None

    def begin(self, steps: Generator[Progress, None, None], out: Path, words: str) -> None:
        """Begin to write what the steps write."""
        self.said.setText("")
        self._doing.setText(words)
        self._progress.setRange(0, 0)
        self._steps, self._out = steps, out
        self._show_busy()
        self._stop.setFocus()
        self._next.start()

    def step(self) -> None:
        """Do the next step."""
        if self._steps is None:
            self._next.stop()
            return
        try:
            progress = next(self._steps, None)
        except NotWritten as error:
            self._end()
            self.failed.emit(str(error))
            return
        if progress is None:
            self._end()
            return
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)
        self._doing.setText(progress.words)
        if progress.digest:
            digest = (
                f"SHA-256 of its manifest begins {progress.digest[:16]}; the log holds it whole."
            )
            self.said.setText(f"Written: {self._out.name}\n{progress.words}\n{digest}")

    def stop(self) -> None:
        """Give up what is being written; where something may be left of it, that is said."""
        if self._steps is None:
            return
        try:
            self._steps.close()
        except NotWritten as error:
            self._end()
            self.failed.emit(str(error))
        else:
            self._end()
            self.said.setText("Stopped. Nothing was written.")

    def _end(self) -> None:
        self._next.stop()
        self._steps = None
        self._show_busy()

    def _show_busy(self) -> None:
        self._working.setVisible(self.is_busy)
        self.busy_changed.emit()
