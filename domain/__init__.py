"""The words and rules everyone shares. Imports nothing of ours; no I/O, no clock read."""
