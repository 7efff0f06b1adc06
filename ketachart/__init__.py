"""KetaChart: an encrypted, offline point-of-care chart for ketamine infusions."""

__version__ = "0.1.0"
