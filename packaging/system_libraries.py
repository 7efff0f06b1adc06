"""Runs first in the packaged program: what it starts finds the system's libraries, not its own.

A player of sounds or a reader of PDFs that was handed the libraries of an older system may end at
once, and a sound that nobody hears is an alarm that was not given. The linker has read the variable
for this program by now.
"""

import os

_FOR_THIS_PROGRAM = "LD_LIBRARY_PATH"
_AS_IT_WAS = "LD_LIBRARY_PATH_ORIG"

if _AS_IT_WAS in os.environ:
    os.environ[_FOR_THIS_PROGRAM] = os.environ.pop(_AS_IT_WAS)
else:
    os.environ.pop(_FOR_THIS_PROGRAM, None)
