"""The command line: everything an administrator might schedule or an auditor might repeat."""

from ketachart.cli import exporting as exporting  # their commands join the group
from ketachart.cli import helping as helping
from ketachart.cli import importing as importing
from ketachart.cli import keeping as keeping
from ketachart.cli import simulating as simulating
from ketachart.cli import syncing as syncing
from ketachart.cli import updating as updating
from ketachart.cli.commands import main

__all__ = ["main"]
