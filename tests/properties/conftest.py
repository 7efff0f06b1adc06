"""The clinic that the tests of this folder act in."""

from support.houses import busy, busy_house, house, template

__all__ = ["busy", "busy_house", "house", "template"]
