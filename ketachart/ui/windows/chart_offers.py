"""Brings what the chair's monitor offers into the due column, and into the line above it."""

from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.offering import cell_offers, offer_words
from ketachart.ui.presenters.vitals_entry import OpenColumn
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.offer_bar import OfferBar


class ChartOffers:
    """Shows offers; it neither types one nor moves the focus."""

    def __init__(self, desk: Desk, grid: ChartGrid) -> None:
        self._desk = desk
        self._grid = grid
        self.bar = OfferBar()
        self.bar.taken.connect(grid.take_offers)

    def follow(self, session: Session, settings: Settings, entry: OpenColumn | None) -> None:
        """Show what is offered now.

        Args:
            session: the one at the chair.
            settings: its limits.
            entry: the set being typed; None where nothing is offered, as for a set gone by.
        """
        offer = self._desk.offers.at_chair(session, settings) if entry is not None else None
        if entry is not None:
            self._grid.show_offers(cell_offers(offer, entry.cells))
        if offer is None or entry is None:
            self.bar.hide()
            return
        can_take = any(entry.offer(key) for key in entry.offers)
        self.bar.show_words(offer_words(offer, entry.offers, entry.cells), can_take=can_take)
        self.bar.show()
