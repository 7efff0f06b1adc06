"""A real hub, fresh for each test, and a clinic to use it."""

from support.houses import template
from support.postgres import hub, postgres

__all__ = ["hub", "postgres", "template"]
