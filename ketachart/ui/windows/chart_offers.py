"""Brings what the chair's monitor offers into the due column, and into the line above it."""

from collections.abc import Callable

from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.offering import cell_offers, offer_words
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.offer_bar import OfferBar


class ChartOffers:
    """Shows offers; it neither types one nor moves the focus."""

    def __init__(self, desk: Desk, grid: ChartGrid, look_again: Callable[[], object]) -> None:
        self._desk = desk
        self._grid = grid
        self.bar = OfferBar()
        self.bar.taken.connect(grid.take_offers)
        # What stood there at the last tick may be too old by the time a key takes it.
        grid.taking.connect(look_again)

    def follow(self, session: Session, settings: Settings, *, is_now: bool) -> None:
        """Show what is offered now.

        Args:
            session: the one at the chair.
            settings: its limits.
            is_now: whether the set being typed is one of this moment; to any other nothing is
                offered, and what was is no more.
        """
        entry = self._grid.entry
        if entry is None:
            self.bar.hide()
            return
        offer = self._desk.offers.at_chair(session, settings) if is_now else None
        self._grid.show_offers(cell_offers(offer, entry.cells))
        if offer is None:
            self.bar.hide()
            return
        can_take = any(entry.offer(key) for key in entry.offers)
        words = offer_words(offer, entry.offers, entry.cells)
        self.bar.show_words(words, can_take=can_take, warns=bool(offer.said))
        self.bar.show()
