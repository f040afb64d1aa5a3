"""``python -m bot`` is the same as ``thidua``."""

from bot.cli import main

main()
