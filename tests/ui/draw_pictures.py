"""Draws the chair's parts in light and dark, at 100 and 200 %, for a person to look at.

Run from the checkout: python tests/ui/draw_pictures.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ketachart.ui.presenters.grid_view import ColumnState, Urgency, due_words
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.segmented import Segmented, numbered
from ketachart.ui.widgets.trend_plot import TrendPlot
from tests.ui.samples import a_grid, a_trend, an_entry


def main(folder: Path) -> None:
    """Draw every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    fonts = Path(__file__).resolve().parents[2] / "resources" / "fonts"
    family = theme.load_fonts(sorted(fonts.glob("*.ttf")))
    for scheme in theme.Scheme:
        for percent in (100, 200):
            theme.apply(app, scheme, percent=percent, family=family)
            name = f"{scheme.name.lower()}-{percent}"
            for moment in ("note", "question", "history"):
                if moment == "note" or percent == 100:
                    _draw(folder / f"chair-{name}-{moment}.png", moment, percent)


def _draw(file: Path, moment: str, percent: int) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    countdown, bar = Countdown(), RefusalBar()
    grid, plot = ChartGrid(), TrendPlot(DrawQueue(window))
    segments = Segmented(numbered(0, 4), "Aldrete, activity")
    for part in (countdown, bar, segments):
        layout.addWidget(part)
    layout.addWidget(grid, stretch=7 if percent == 100 else 2)
    layout.addWidget(plot, stretch=3 if percent == 100 else 1)
    width = 860 if moment == "history" else 1180
    window.resize(width * percent // 100, 1240 * percent // 100)
    plot.attach(grid)
    window.show()
    overdue = moment != "question"
    grid.set_view(a_grid(ColumnState.OVERDUE if overdue else ColumnState.DUE_SOON))
    grid.open_entry(an_entry())
    words = due_words(-127 if overdue else 252)
    countdown.show_due(words)
    grid.set_countdown(words.short, words.urgency if overdue else Urgency.CALM)
    segments.set_value("3")
    segments.setFocus()
    plot.set_view(a_trend())
    _settle()
    grid.focus_due()
    _type(grid, {"note": "84\r128/82\r9\r", "question": "141\r", "history": "84\r"}[moment])
    if moment == "note":
        bar.explain(
            "The bag held 50 mL; the pump shows 61.4 mL.",
            "Read the pump again, or correct the bag.",
            "bag.exceeded",
        )
    if moment == "history":
        grid.horizontalScrollBar().setValue(0)
        plot.read_column(4)
        countdown.show_due(due_words(-40))
    if moment == "question":
        countdown.show_due(due_words(40))
    _settle()
    window.grab().save(str(file))
    window.close()
    window.deleteLater()


def _type(grid: ChartGrid, keys: str) -> None:
    for key in keys:
        if key == "\r":
            QTest.keyClick(grid, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(grid, key)


def _settle() -> None:
    """Let everything that is queued be painted."""
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
