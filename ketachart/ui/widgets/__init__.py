"""Reusable parts of windows; none of them knows a window."""
