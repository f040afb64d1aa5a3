"""What happens when time passes: fixed ticks, each run by one process at a time."""
