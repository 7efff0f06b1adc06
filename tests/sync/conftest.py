"""A real hub, fresh for each test."""

from support.postgres import hub, postgres

__all__ = ["hub", "postgres"]
