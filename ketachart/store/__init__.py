"""The vault's files: the only SQL, and one module that knows the database driver."""

# First of all, so that sqlite-utils finds its driver whichever module is imported first.
from ketachart.store import driver as driver
