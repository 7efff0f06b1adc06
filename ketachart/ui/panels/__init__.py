"""Panels: what a nurse fills in beside the grid, one class for each task."""
