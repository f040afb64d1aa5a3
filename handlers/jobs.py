"""Which function does the jobs of a kind. Each stands beside the handler that asks for it."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import pledge_export, unit_import
from handlers.work import JobFunction

JOBS: Mapping[str, JobFunction] = MappingProxyType(
    {unit_import.KIND: unit_import.import_units, pledge_export.KIND: pledge_export.make_register}
)
