from tests.bot.commands import thidua  # noqa: F401
from tests.databases import *  # noqa: F403
