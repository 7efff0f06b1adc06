"""What the monitors send, taken to the windows at the desk's own tick."""

from PySide6.QtCore import QObject

from ketachart.app.clinic import Changed
from ketachart.app.listening import Listening
from ketachart.ui.desk import Desk


class Monitors(QObject):
    """Listens to the monitors that are set up here; the windows' thread only looks what came.

    It takes nothing but at a tick, before the windows follow the clock: what arrives by itself
    never comes between two keys, and no window is drawn oftener for it.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.listening = Listening(lambda: desk.world.site.zone)
        desk.tick.connect(self._take)
        desk.changed.connect(self._follow)
        self.listening.listen(desk.offers.monitors)

    def _take(self) -> None:
        self._desk.offers.hear(self.listening.take())

    def _follow(self, changed: Changed) -> None:
        if changed.clinic:
            self._desk.offers.renew()
            self.listening.listen(self._desk.offers.monitors)

    def stop(self) -> None:
        """Listen no more: the vault is about to be closed."""
        self.listening.stop()
