"""Which function does the jobs of a kind. Each stands beside the handler that asks for it."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import unit_import
from handlers.work import JobFunction

JOBS: Mapping[str, JobFunction] = MappingProxyType({unit_import.KIND: unit_import.import_units})
