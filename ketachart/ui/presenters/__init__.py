"""What a window shows, worked out as frozen values; no Qt in this folder."""
