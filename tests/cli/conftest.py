"""The clinic that the tests of this folder act in, and a hub."""

from support.houses import house, template
from support.postgres import hub, postgres

__all__ = ["house", "hub", "postgres", "template"]
