"""The program with all its commands: importing them has them join the group."""

from ketachart.cli import (
    commands,
    exporting,
    helping,
    importing,
    keeping,
    simulating,
    syncing,
    updating,
)
from ketachart.cli.program import main

__all__ = [
    "commands",
    "exporting",
    "helping",
    "importing",
    "keeping",
    "main",
    "simulating",
    "syncing",
    "updating",
]
