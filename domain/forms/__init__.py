"""Forms that do not trap: declared as data, played by one engine, the same on every channel."""
