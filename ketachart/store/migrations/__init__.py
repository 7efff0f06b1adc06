"""The steps of the schema, in order; a released one is never edited."""

from typing import Final

from ketachart.store.migrations import m0001_initial, m0002_workstations, m0003_waiting

STEPS: Final = (m0001_initial.STEP, m0002_workstations.STEP, m0003_waiting.STEP)
