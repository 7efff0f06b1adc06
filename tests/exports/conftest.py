"""The clinic that the tests of this folder act in."""

from support.houses import house, template

__all__ = ["house", "template"]
