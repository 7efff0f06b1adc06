"""The clinic that the tests of this folder act in, other rooms of it, and a hub between them."""

from support.houses import house, template
from support.joining import owner_url, rooms
from support.postgres import hub, postgres

__all__ = ["house", "hub", "owner_url", "postgres", "rooms", "template"]
