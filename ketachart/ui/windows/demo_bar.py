"""The training bar of a clinic whose scenario goes on: what happened last, and the PINs."""

from ketachart.app.scenario import Step
from ketachart.app.training import Training
from ketachart.domain.times import clock_text
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import sentence
from ketachart.ui.windows.training_bar import TrainingBar


class DemoBar(TrainingBar):
    """Plays the scenario on at each tick."""

    def __init__(self, desk: Desk, training: Training, pins: str) -> None:
        super().__init__(desk, training.clock)
        self._training = training
        self.rows.addWidget(sentence(pins, "pins"))
        desk.tick.connect(self.play)

    def play(self) -> None:
        """Do what is due now, and say what was done last."""
        if self._training.advance() and self._training.last is not None:
            self.last.setText(self._told(self._training.last))
        elif self._training.following is None:
            self.last.setText("The day is played; the clock goes on.")

    def _told(self, step: Step) -> str:
        at = clock_text(step.at, self.desk.world.site.zone)
        who = self.desk.person_name(step.by)
        about = step.fields.get("session")
        session = self.desk.world.session(about) if isinstance(about, str) else None
        where = f", {session.chair}" if session is not None else ""
        how = ", refused as it must be" if step.refused else ""
        if not self._training.last_went_as_written:
            how = ", passed over: it was done already or can't be done any more"
        return f"{at} {who}: {step.do.replace('.', ' ')}{where}{how}"
