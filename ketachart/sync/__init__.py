"""Carries sealed runs of the log between workstations: over a hub, or on a stick."""
