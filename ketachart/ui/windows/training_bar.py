"""The bar over a training clinic's board: that it is training, and how fast its clock runs."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ketachart.app.clock import TrainingClock
from ketachart.domain.times import minutes
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import colours_of, scaled

SPEEDS = ("0", "1", "10", "60")
SKIP_MIN = 5


class TrainingBar(QWidget):
    """Lets the clock stand, run faster, or skip five minutes; speed 0 lets it stand."""

    def __init__(self, desk: Desk, clock: TrainingClock) -> None:
        super().__init__()
        self.setObjectName("training_bar")
        self.desk = desk
        self._clock = clock
        title = QLabel("TRAINING")
        title.setFont(scaled(title.font(), 1.1, bold=True))
        speed = Segmented(_segments(clock.speed), "Speed of the clock")
        speed.setObjectName("speed")
        speed.set_value(f"{clock.speed:g}")
        speed.chosen.connect(self.run)
        skip = ActionButton(f"Skip {SKIP_MIN} min", "skip", key="Ctrl+Right")
        skip.clicked.connect(self.skip)
        QShortcut(QKeySequence("Ctrl+Right"), self).activated.connect(self.skip)
        self.last = sentence("Patients are made up. Chart along: what you do counts here.", "last")
        first = QHBoxLayout()
        first.setSpacing(14)
        first.addWidget(title)
        first.addWidget(speed)
        first.addWidget(skip)
        first.addWidget(self.last, stretch=1)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(16, 8, 16, 8)
        self.rows.setSpacing(4)
        self.rows.addLayout(first)

    @property
    def words(self) -> str:
        """What the bar says."""
        return self.last.text()

    def run(self, speed: str) -> None:
        """Let the clock run at another speed."""
        self._clock.run(float(speed))

    def skip(self) -> None:
        """Go on five minutes later."""
        self._clock.skip_to(self._clock.now() + minutes(SKIP_MIN))
        self.desk.beat()

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
