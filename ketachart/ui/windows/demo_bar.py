"""The bar over a training clinic's board: that it is training, how fast, and what happened last."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ketachart.app.scenario import Step
from ketachart.app.training import Training
from ketachart.domain.times import clock_text
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import colours_of, scaled

SPEEDS = ("0", "1", "10", "60")


class DemoBar(QWidget):
    """Plays the scenario on at each tick; speed 0 lets the clock stand."""

    def __init__(self, desk: Desk, training: Training, pins: str) -> None:
        super().__init__()
        self.setObjectName("demo_bar")
        self._desk = desk
        self._training = training
        title = QLabel("TRAINING")
        title.setFont(scaled(title.font(), 1.1, bold=True))
        self._speed = Segmented(_segments(training.clock.speed), "Speed of the clock")
        self._speed.setObjectName("speed")
        self._speed.set_value(f"{training.clock.speed:g}")
        self._speed.chosen.connect(self.run)
        self._last = sentence("Patients are made up. Chart along: what you do counts here.", "last")
        first = QHBoxLayout()
        first.setSpacing(14)
        first.addWidget(title)
        first.addWidget(self._speed)
        first.addWidget(self._last, stretch=1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 8)
        rows.setSpacing(4)
        rows.addLayout(first)
        rows.addWidget(sentence(pins, "pins"))
        desk.tick.connect(self.play)

    @property
    def words(self) -> str:
        """What the scenario did last, in words."""
        return self._last.text()

    def run(self, speed: str) -> None:
        """Let the clock run at another speed."""
        self._training.clock.run(float(speed))

    def play(self) -> None:
        """Do what is due now, and say what was done last."""
        if self._training.advance() and self._training.last is not None:
            self._last.setText(self._told(self._training.last))
        elif self._training.following is None:
            self._last.setText("The day is played; the clock goes on.")

    def _told(self, step: Step) -> str:
        at = clock_text(step.at, self._desk.world.site.zone)
        who = self._desk.person_name(step.by)
        about = step.fields.get("session")
        session = self._desk.world.session(about) if isinstance(about, str) else None
        where = f", {session.chair}" if session is not None else ""
        how = ", refused as it must be" if step.refused else ""
        if not self._training.last_went_as_written:
            how = ", passed over: it was done already or can't be done any more"
        return f"{at} {who}: {step.do.replace('.', ' ')}{where}{how}"

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.question))
        painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), QColor(colours.soon_mark))
        painter.end()


def _segments(speed: float) -> tuple[Segment, ...]:
    """The usual speeds, and the one asked for if it is another."""
    values = sorted({*SPEEDS, f"{speed:g}"}, key=float)
    return tuple(
        Segment(value=value, text="Pause" if value == "0" else f"{value}×") for value in values
    )
