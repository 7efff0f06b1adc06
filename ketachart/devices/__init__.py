"""Sources of readings: what a monitor sends over the network or a serial line.

One small interface: a source runs in a thread of its own and puts what it heard into an `Inbox`,
from which the windows' thread takes it. Nothing here knows a patient, a chair or Qt, and nothing
here records: a reading is no more than what a device says.
"""
