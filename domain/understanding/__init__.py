"""From what somebody typed to what was asked: exact, cheap, the same every time."""
