"""The schema: one module for each matter, all tables by their names here."""

from store.tables import people, pledges, talk, units, work
from store.tables.base import Row
from store.tables.talk import LEASED, UNFINISHED

__all__ = ["LEASED", "METADATA", "UNFINISHED", "people", "pledges", "talk", "units", "work"]

METADATA = Row.metadata
_tables = METADATA.tables
about = _tables["about"]
audit = _tables["audit"]
bucket = _tables["bucket"]
campaign_scope = _tables["campaign_scope"]
chat_pace = _tables["chat_pace"]
cluster = _tables["cluster"]
cluster_unit = _tables["cluster_unit"]
code = _tables["code"]
code_try = _tables["code_try"]
consent = _tables["consent"]
conversation = _tables["conversation"]
data_request = _tables["data_request"]
delivery = _tables["delivery"]
download = _tables["download"]
file = _tables["file"]
file_chunk = _tables["file_chunk"]
inbox = _tables["inbox"]
job = _tables["job"]
kept_question = _tables["kept_question"]
membership = _tables["membership"]
person = _tables["person"]
person_address = _tables["person_address"]
pledge = _tables["pledge"]
pledge_change = _tables["pledge_change"]
pledge_title = _tables["pledge_title"]
pledge_version = _tables["pledge_version"]
role = _tables["role"]
staged_row = _tables["staged_row"]
tick = _tables["tick"]
unit = _tables["unit"]
unit_change = _tables["unit_change"]
unit_name = _tables["unit_name"]
