"""The steps of the schema, in order; a released one is never edited."""

from typing import Final

from ketachart.store.migrations import m0001_initial, m0002_workstations

STEPS: Final = (m0001_initial.STEP, m0002_workstations.STEP)
