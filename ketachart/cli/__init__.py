"""The command line: everything an administrator might schedule or an auditor might repeat."""

from ketachart.cli.program import main

__all__ = ["main"]
